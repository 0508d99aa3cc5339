-- One request for each line of the crowd, then stop. KIND is floor or endorse.
local kind, first, count = os.getenv("KIND"), tonumber(os.getenv("FIRST")), tonumber(os.getenv("COUNT"))
local lines, sent, seen = {}, -1, 0
accepted = 0 -- global, so that done() can ask the thread for it

function setup(thread) worker = thread end

function init()
  local no = 0
  for line in io.lines(os.getenv("CROWD")) do
    if no == 0 then path, origin, csrf = line:match("(%S+) (%S+) (%S+)")
    elseif no > first and no <= first + count then lines[no - first] = line end
    no = no + 1
  end
  body = "csrf_token=" .. csrf .. "&paper="
end

function request()
  sent = sent + 1
  -- wrk asks for one request to look at before it begins
  if sent == 0 or sent > count then return wrk.format("GET", "/floor/idle") end
  if kind == "floor" then return wrk.format("POST", "/floor/?n=" .. (first + sent)) end
  local cookie, paper = lines[sent]:match("(%S+) (%S+)")
  local headers = { ["Cookie"] = cookie, ["Origin"] = origin, ["Content-Type"] = "application/x-www-form-urlencoded" }
  return wrk.format("POST", path, headers, body .. paper:gsub("=", "%%%%3D"))
end

function response(status, headers)
  if status == 204 then return end
  seen = seen + 1
  local to = headers["Location"] or headers["location"] or ""
  if kind == "floor" and status == 200 or to:match("/endorsed$") then accepted = accepted + 1 end
  if seen == count then
    wrk.thread:stop()
    -- the main thread sleeps until its time is up or a signal comes
    os.execute("(sleep 0.02; kill -INT $PPID) &")
  end
end

function done(summary, latency)
  local rate = count / (summary.duration / 1e6)
  print(string.format('shot {"rate": %.2f, "p50": %.3f, "p99": %.3f, "accepted": %d}', rate,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, worker:get("accepted")))
end
