"""Review"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# When the regulation came into force (local midnight).
FROM = datetime(2015, 9, 9, 16, tzinfo=UTC)
RULE = ("公共政策網路參與實施要點", "Directions for Online Participation in Public Policy")

# code, text, when it applies, legal basis, where to go instead (each in Chinese and English), template
REFUSE = (
    (
        "not_central",
        ("不屬於行政院所屬機關的業務", "Not the business of the Executive Yuan’s agencies"),
        (
            "主管機關是地方政府、立法院、司法院、考試院或監察院，行政院所屬機關沒有權限處理。",
            "The authority is a local government or another branch of government (the Legislative, Judicial, Examination or Control Yuan).",
        ),
        (
            f"{RULE[0]}（以行政院及所屬機關的業務為限）；地方制度法第18條至第20條（地方自治事項）",
            f"{RULE[1]}, which covers the Executive Yuan and its agencies; Local Government Act, articles 18 to 20 (local self-government)",
        ),
        (
            "請向主管的地方政府或院反映，可使用縣市政府的網路信箱或1999市民專線。",
            "Ask the local government or branch in charge, for example by the city or county’s online mailbox or the 1999 hotline.",
        ),
        "提議的內容是【要做的事】，由【主管的地方政府或院】主管，行政院所屬機關沒有權限處理。",
    ),
    (
        "individual_case",
        ("只涉及個人權益的個案", "An individual case, not public policy"),
        ("只處理一個人或一家公司的權益，沒有要改變政策或制度。", "It concerns one person or company and asks for no change of policy."),
        (
            "訴願法第1條；行政程序法第168條（陳情）",
            "Administrative Appeal Act, article 1; Administrative Procedure Act, article 168 (petitions)",
        ),
        (
            "請向承辦機關申請或提起訴願，也可以透過行政院院長電子信箱陳情。",
            "Apply or appeal to the agency in charge, or write to the Premier’s mailbox.",
        ),
        "提議要求處理的是【個案的內容】，只涉及【誰】的權益，沒有要改變政策或制度。",
    ),
    (
        "in_court",
        ("司法審理或偵查中的案件", "A case in court or under criminal investigation"),
        ("案件正在偵查或審理，行政機關不能介入。", "The case is being investigated or tried; the executive may not interfere."),
        (
            "中華民國憲法第80條（獨立審判）；刑事訴訟法第245條（偵查不公開）",
            "Constitution, article 80 (independent judges); Code of Criminal Procedure, article 245 (secrecy of investigation)",
        ),
        (
            "請在訴訟程序中主張，需要協助可洽財團法人法律扶助基金會。",
            "Make your point in the proceedings; the Legal Aid Foundation can help.",
        ),
        "提議涉及的【案件】正由【法院或檢察署】辦理，行政機關不能介入。",
    ),
    (
        "duplicate",
        ("與進行中或最近已回應的提議重複", "The same as a petition that is open or was answered lately"),
        (
            "同一件事正在進行，或最近已經回應。主張相反的提議不算重複。",
            "The same matter is open or was answered lately. A petition for the opposite is no duplicate.",
        ),
        (f"{RULE[0]}；行政程序法第173條第2款", f"{RULE[1]}; Administrative Procedure Act, article 173(2)"),
        (
            "請附議或關注那一件提議，你的意見可以寫在它的討論區。",
            "Endorse or follow that petition, and add your views to its discussion.",
        ),
        "兩件提議都要求【相同的訴求】，是同一件事。",
    ),
    (
        "unclear",
        ("看不出具體訴求", "No clear demand"),
        (
            "看不出要政府做什麼，或訴求之間互相矛盾。",
            "It does not say what the government should do, or its demands contradict each other.",
        ),
        ("行政程序法第173條第1款（無具體之內容）", "Administrative Procedure Act, article 173(1) (nothing specific is asked)"),
        (
            "請補上具體訴求後重新提議，原本的內容都會保留在新的草稿裡。",
            "Add clear demands and propose it again; what you wrote is kept in the new draft.",
        ),
        "訴求【第幾項】看不出要政府做什麼，請寫明【缺少的內容】。",
    ),
    (
        "unlawful_or_abusive",
        ("內容違法、歧視或攻擊他人", "Unlawful, discriminating or abusive"),
        ("內容違反法律，或歧視、恐嚇、攻擊特定的人。", "It breaks the law, or discriminates against, threatens or attacks somebody."),
        (
            "中華民國刑法第305條（恐嚇）、第309條（公然侮辱）、第310條（誹謗）",
            "Criminal Code, articles 305 (threats), 309 (insult) and 310 (defamation)",
        ),
        ("請刪除相關內容後重新提議。", "Remove the passage and propose it again."),
        "內文【哪一段】【違法、歧視或攻擊的情形】，其他部分可以重新提議。",
    ),
    (
        "advertising",
        ("廣告或商業宣傳", "Advertising"),
        ("目的是推銷商品、服務或活動。", "It promotes a product, a service or an event."),
        (f"{RULE[0]}（提議應為公共政策的建議）", f"{RULE[1]}, which is for proposals of public policy"),
        (
            "請改用商業刊登管道；若有政策主張，請刪除推銷內容後重新提議。",
            "Advertise elsewhere; if you ask for a policy, remove the promotion and propose it again.",
        ),
        "內文推銷【商品、服務或活動】，沒有政策上的主張。",
    ),
    (
        "constitution_or_referendum",
        ("屬於修憲或公民投票的事項", "A matter for constitutional amendment or a referendum"),
        ("要修改憲法，或依法應由公民投票決定。", "It would amend the Constitution, or the law leaves it to a referendum."),
        (
            "中華民國憲法增修條文第12條；公民投票法第2條",
            "Additional Articles of the Constitution, article 12; Referendum Act, article 2",
        ),
        (
            "修憲請向立法院請願；公民投票請依公民投票法向中央選舉委員會提案。",
            "Petition the Legislative Yuan to amend the Constitution; for a referendum apply to the Central Election Commission.",
        ),
        "提議要求【要改變的事項】，依法要以【修憲或公民投票】決定。",
    ),
)
HIDE = (
    (
        "unlawful",
        ("內容違法", "Unlawful"),
        ("公開這段文字本身就違法。", "Publishing these words is itself against the law."),
        ("中華民國刑法第153條、第235條", "Criminal Code, articles 153 and 235"),
    ),
    (
        "abusive",
        ("攻擊或騷擾他人", "Attacks or harasses somebody"),
        (
            "文字的目的是攻擊或騷擾特定的人，改寫也沒有意義。",
            "The words are there to attack or harass somebody; rewriting them would be pointless.",
        ),
        (
            "中華民國刑法第305條、第309條、第310條；跟蹤騷擾防制法第3條",
            "Criminal Code, articles 305, 309 and 310; Stalking and Harassment Prevention Act, article 3",
        ),
    ),
    (
        "personal_data",
        ("含有個人資料", "Contains personal data"),
        (
            "含有可以認出某個人的資料，而且刪掉之後提議就不成立。",
            "It identifies a person, and nothing of the petition would be left without that.",
        ),
        ("個人資料保護法第5條、第16條", "Personal Data Protection Act, articles 5 and 16"),
    ),
)
TOPICS = (
    ("transport", "交通", "Transport"),
    ("education", "教育", "Education"),
    ("health", "健康與長照", "Health and care"),
    ("labour", "勞動", "Labour"),
    ("family", "家庭與育兒", "Family and childcare"),
    ("housing", "居住", "Housing"),
    ("environment", "環境", "Environment"),
    ("animals", "動物", "Animals"),
    ("agriculture", "農業與食品", "Farming and food"),
    ("digital", "數位", "Digital"),
    ("culture", "文化與運動", "Culture and sport"),
    ("finance", "財稅與金融", "Tax and finance"),
    ("justice", "司法與人權", "Justice and human rights"),
    ("safety", "公共安全", "Public safety"),
)
NONE = ("", "")


def upgrade() -> None:
    _lists()
    _proposals()
    op.create_table(
        "second_look",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("transition_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.String(24), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("move IN ('admit', 'refuse', 'hide')", name=op.f("ck_second_look_decides")),
        sa.CheckConstraint("(move = 'admit') = (ground IS NULL)", name=op.f("ck_second_look_has_ground")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_second_look_by_id")),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_second_look_transition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
        sa.UniqueConstraint("transition_id", name=op.f("uq_second_look_transition_id")),
    )
    op.execute(
        """UPDATE transition SET facts = facts || jsonb_build_object('said', jsonb_build_object(
             'text_zh', ground.text_zh, 'text_en', ground.text_en, 'law_zh', ground.law_zh, 'law_en', ground.law_en))
           FROM ground WHERE transition.move IN ('refuse', 'hide') AND ground.code = transition.facts->>'ground'"""
    )


def _lists() -> None:
    ground = op.create_table(
        "ground",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("text_zh", sa.String(length=80), nullable=False),
        sa.Column("text_en", sa.String(length=160), nullable=False),
        sa.Column("applies_zh", sa.Text(), nullable=False),
        sa.Column("applies_en", sa.Text(), nullable=False),
        sa.Column("law_zh", sa.Text(), nullable=False),
        sa.Column("law_en", sa.Text(), nullable=False),
        sa.Column("elsewhere_zh", sa.Text(), nullable=False),
        sa.Column("elsewhere_en", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("used_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used_until > used_from", name=op.f("ck_ground_used_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ground")),
        sa.UniqueConstraint("code", name=op.f("uq_ground_code")),
    )
    rows = [("refuse", no, *row) for no, row in enumerate(REFUSE, 1)]
    rows += [("hide", no, *row, NONE, "") for no, row in enumerate(HIDE, 1)]
    op.bulk_insert(ground, [_ground(*row) for row in rows])
    topic = op.create_table(
        "topic",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("code", name=op.f("uq_topic_code")),
    )
    names = [{"code": code, "position": no, "name_zh": zh, "name_en": en, "version": 1} for no, (code, zh, en) in enumerate(TOPICS, 1)]
    op.bulk_insert(topic, names)


def _ground(kind, position, code, text, applies, law, elsewhere, template):
    pairs = {"text": text, "applies": applies, "law": law, "elsewhere": elsewhere}
    words = {f"{name}_{language}": said for name, pair in pairs.items() for language, said in zip(("zh", "en"), pair, strict=True)}
    return {"code": code, "kind": kind, "position": position, "template": template, "used_from": FROM, "version": 1, **words}


def _proposals() -> None:
    op.create_table(
        "decision_proposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.String(24), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented", sa.Boolean(), nullable=True),
        sa.CheckConstraint("settled_by_id <> by_id", name=op.f("ck_decision_proposal_two_moderators")),
        sa.CheckConstraint("move IN ('refuse', 'hide')", name=op.f("ck_decision_proposal_needs_two")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_decision_proposal_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_decision_proposal_petition_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_decision_proposal_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_proposal")),
    )
    op.create_index("ix_decision_proposal_petition_id", "decision_proposal", ["petition_id"], unique=False)
    op.create_index(
        "uq_decision_proposal_open",
        "decision_proposal",
        ["petition_id", "move"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.execute(
        """INSERT INTO decision_proposal (petition_id, move, explanation, facts, by_id, at, settled_by_id, settled_at, consented)
           SELECT petition_id, 'hide', explanation, jsonb_build_object('ground', hide_proposal.ground, 'four_eyes', true,
             'said', jsonb_build_object('text_zh', text_zh, 'text_en', text_en, 'law_zh', law_zh, 'law_en', law_en)),
             by_id, at, settled_by_id, settled_at, consented
           FROM hide_proposal JOIN ground ON ground.code = hide_proposal.ground ORDER BY hide_proposal.id"""
    )
    op.drop_table("hide_proposal")


def downgrade() -> None:
    op.drop_table("second_look")
    op.create_table(
        "hide_proposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.String(24), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented", sa.Boolean(), nullable=True),
        sa.CheckConstraint("settled_by_id <> by_id", name=op.f("ck_hide_proposal_two_moderators")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hide_proposal_by_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_hide_proposal_petition_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_hide_proposal_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hide_proposal")),
    )
    op.create_index("uq_hide_proposal_open", "hide_proposal", ["petition_id"], unique=True, postgresql_where=sa.text("settled_at IS NULL"))
    op.execute(
        """INSERT INTO hide_proposal (petition_id, ground, explanation, by_id, at, settled_by_id, settled_at, consented)
           SELECT petition_id, facts->>'ground', explanation, by_id, at, settled_by_id, settled_at, consented
           FROM decision_proposal WHERE move = 'hide' AND facts->>'ground' IN ('unlawful', 'abusive', 'personal_data') ORDER BY id"""
    )
    op.drop_table("decision_proposal")
    op.drop_table("topic")
    op.drop_table("ground")
