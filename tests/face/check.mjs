// The paper's checker: a line of JSON in ({"html": …} or {"file": path}), a line of JSON out. One process serves a whole run.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { brotliCompressSync, constants } from "node:zlib";

const require = createRequire(process.argv[2] + "/");
const { HtmlValidate, StaticConfigLoader } = require("html-validate");

// role=list is kept for VoiceOver, which drops the list of an unstyled <ul>; a list of fields shares its name; a page that shows how far
// long work is asks for itself again where there are no scripts; and the pages' source is not formatted for reading.
const config = {
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    "no-trailing-whitespace": "off", "long-title": "off", "void-style": "off", "tel-non-breaking": "off", "no-redundant-role": "off",
    "prefer-native-element": "off", "doctype-style": "off", "attribute-boolean-style": "off",
    "meta-refresh": "off", "form-dup-name": "off",
  },
};
const validator = new HtmlValidate(new StaticConfigLoader(config));
// A file is packed once, as well as can be; a page is packed while somebody waits.
const ONCE = 11, EACH_TIME = 9;
const weigh = (bytes, quality) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;

async function answer({ html, file }) {
  if (file) return { weight: weigh(readFileSync(file), ONCE) };
  const report = await validator.validateString(html);
  const faults = report.results.flatMap((result) => result.messages).filter((message) => message.severity === 2);
  return { weight: weigh(Buffer.from(html), EACH_TIME), faults: faults.map((fault) => `${fault.ruleId} at ${fault.line}:${fault.column}: ${fault.message}`) };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
