-- Slots, candidates, policies, facts, assessments, requests to promote (table promotion), reviews,
-- decisions, standing rules. What proves something is insert-only, and triggers hold it so. Messages
-- (…body) are protobuf bytes; their digests are over canonical JSON.

-- champion is the model version in production, head the decision that put it there, or took the last
-- one away; 0 before the first. Only a decision that moves changes them.
CREATE TABLE slot (
  id {ID},
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  use_case {TEXT} NOT NULL,
  environment {TEXT} NOT NULL,
  description {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  champion {INT64} REFERENCES model_version (id),
  champion_us {INT64},
  head {INT64} NOT NULL,
  version {INT64} NOT NULL,
  UNIQUE (workspace, use_case, environment)
) {STRICT};
CREATE INDEX slot_by_champion ON slot (champion, id) WHERE champion IS NOT NULL;

-- assessment is the candidate's latest one.
CREATE TABLE candidate (
  id {ID},
  slot {INT64} NOT NULL REFERENCES slot (id),
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  enrolled_us {INT64} NOT NULL,
  enrolled_by {TEXT} NOT NULL,
  withdrawn_us {INT64},
  withdrawn_by {TEXT},
  assessment {INT64},
  UNIQUE (slot, model_version)
) {STRICT};
CREATE INDEX candidate_by_age ON candidate (slot, id);
CREATE INDEX candidate_by_model_version ON candidate (model_version, slot);

CREATE TABLE policy (
  id {ID},
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  name {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  UNIQUE (workspace, name)
) {STRICT};

-- At most one draft of a policy; published, it becomes a version. rules_digest is over the policy without
-- its number, so that nothing is published twice.
CREATE TABLE policy_draft (
  policy {INT64} NOT NULL PRIMARY KEY REFERENCES policy (id),
  yaml {TEXT} NOT NULL,
  version {INT64} NOT NULL,
  updated_us {INT64} NOT NULL,
  updated_by {TEXT} NOT NULL
) {CLUSTERED};

CREATE TABLE policy_version (
  id {ID},
  policy {INT64} NOT NULL REFERENCES policy (id),
  number {INT64} NOT NULL,
  digest {TEXT} NOT NULL,
  rules_digest {TEXT} NOT NULL,
  body {BYTES} NOT NULL,
  yaml {TEXT} NOT NULL,
  published_us {INT64} NOT NULL,
  published_by {TEXT} NOT NULL,
  UNIQUE (policy, number)
) {STRICT};
CREATE UNIQUE INDEX policy_version_by_rules ON policy_version (policy, rules_digest);

-- What metrics there are, for policies that name them.
CREATE INDEX evaluation_metric_by_key ON evaluation_metric (key, evaluation);

CREATE TABLE policy_retirement (
  policy_version {INT64} NOT NULL PRIMARY KEY REFERENCES policy_version (id),
  at_us {INT64} NOT NULL,
  actor {TEXT} NOT NULL,
  reason {TEXT} NOT NULL
) {CLUSTERED};

-- "*" in use_case or environment is for all. The bindings in force have no end.
CREATE TABLE policy_binding (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  use_case {TEXT} NOT NULL,
  environment {TEXT} NOT NULL,
  policy {INT64} NOT NULL REFERENCES policy (id),
  policy_version {INT64} NOT NULL REFERENCES policy_version (id),
  body {BYTES} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  ended_us {INT64},
  ended_by {TEXT}
) {STRICT};
CREATE UNIQUE INDEX policy_binding_in_force
  ON policy_binding (workspace, use_case, environment, policy) WHERE ended_us IS NULL;

CREATE TABLE model_flag (
  id {ID},
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  name {TEXT} NOT NULL,
  reason {TEXT} NOT NULL,
  set_us {INT64} NOT NULL,
  set_by {TEXT} NOT NULL,
  cleared_us {INT64},
  cleared_by {TEXT},
  clear_reason {TEXT}
) {STRICT};
CREATE INDEX model_flag_by_version ON model_flag (model_version, id);
CREATE UNIQUE INDEX model_flag_set ON model_flag (model_version, name) WHERE cleared_us IS NULL;

-- What principals found outside: checks (kind 1, name is the check) and drift (kind 2, name is the measure).
-- The last one of a name by a principal counts.
CREATE TABLE observation (
  id {ID},
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  kind {INT64} NOT NULL,
  name {TEXT} NOT NULL,
  principal {TEXT} NOT NULL,
  body {BYTES} NOT NULL,
  at_us {INT64} NOT NULL
) {STRICT};
CREATE INDEX observation_by_name ON observation (model_version, kind, name, principal, id);

CREATE TABLE facts (
  id {ID},
  digest {TEXT} NOT NULL UNIQUE,
  body {BYTES} NOT NULL,
  created_us {INT64} NOT NULL
) {STRICT};

CREATE TABLE assessment (
  id {ID},
  digest {TEXT} NOT NULL UNIQUE,
  slot {INT64} NOT NULL REFERENCES slot (id),
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  facts {INT64} NOT NULL REFERENCES facts (id),
  outcome {INT64} NOT NULL,
  eligible {INT64} NOT NULL,
  body {BYTES} NOT NULL,
  as_of_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL
) {STRICT};
CREATE INDEX assessment_by_slot ON assessment (slot, id);

-- moves is 1 when the decision changed the slot's champion; champion is the one from then on. base is the
-- slot's head before. No two decisions that move can have the same base, so a slot's history can't fork.
CREATE TABLE decision (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  slot {INT64} REFERENCES slot (id),
  kind {INT64} NOT NULL,
  moves {INT64} NOT NULL,
  base {INT64} NOT NULL,
  champion {INT64} REFERENCES model_version (id),
  body {BYTES} NOT NULL,
  at_us {INT64} NOT NULL,
  actor {TEXT} NOT NULL
) {STRICT};
CREATE UNIQUE INDEX decision_chain ON decision (slot, base) WHERE moves = 1;
CREATE INDEX decision_by_time ON decision (slot, at_us, id, champion) WHERE moves = 1;
CREATE INDEX decision_by_champion ON decision (slot, champion) WHERE moves = 1;
CREATE INDEX decision_by_slot ON decision (slot, id);
CREATE INDEX decision_by_workspace ON decision (workspace, id);

-- What a decision rests on, by v1::NodeKind and row, so that it is not deleted.
CREATE TABLE decision_ground (
  kind {INT64} NOT NULL,
  node {INT64} NOT NULL,
  decision {INT64} NOT NULL REFERENCES decision (id),
  PRIMARY KEY (kind, node, decision)
) {CLUSTERED};

-- A request to promote. state is v1::RequestState; live is 1 until it has ended. base is the slot's head when
-- it was assessed, and review_digest what reviews of that assessment bind to.
CREATE TABLE promotion (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  slot {INT64} NOT NULL REFERENCES slot (id),
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  state {INT64} NOT NULL,
  live {INT64} NOT NULL,
  comment {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  updated_us {INT64} NOT NULL,
  expires_us {INT64} NOT NULL,
  assessment {INT64} REFERENCES assessment (id),
  review_digest {TEXT} NOT NULL,
  base {INT64} NOT NULL,
  decision {INT64} REFERENCES decision (id),
  version {INT64} NOT NULL
) {STRICT};
CREATE INDEX promotion_by_slot ON promotion (slot, id);
CREATE INDEX promotion_by_workspace ON promotion (workspace, id);
CREATE UNIQUE INDEX promotion_live ON promotion (slot, model_version) WHERE live = 1;
CREATE INDEX promotion_live_by_model ON promotion (model_version, id) WHERE live = 1;
CREATE INDEX promotion_by_expiry ON promotion (expires_us) WHERE live = 1;

CREATE TABLE review (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  promotion {INT64} NOT NULL REFERENCES promotion (id),
  assessment {INT64} NOT NULL REFERENCES assessment (id),
  body {BYTES} NOT NULL,
  at_us {INT64} NOT NULL
) {STRICT};
CREATE INDEX review_by_promotion ON review (promotion, id);

-- A later assessment that says something else dismisses the reviews of the one before.
CREATE TABLE review_dismissal (
  review {INT64} NOT NULL PRIMARY KEY REFERENCES review (id),
  assessment {INT64} NOT NULL REFERENCES assessment (id),
  at_us {INT64} NOT NULL
) {CLUSTERED};

-- What was promoted by override, which is owed a review until due_us. open is 1 until it comes; overdue is 1
-- when the sweep has said that it did not come in time.
CREATE TABLE promotion_override (
  decision {INT64} NOT NULL PRIMARY KEY REFERENCES decision (id),
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  slot {INT64} NOT NULL REFERENCES slot (id),
  due_us {INT64} NOT NULL,
  open {INT64} NOT NULL,
  overdue {INT64} NOT NULL
) {CLUSTERED};
CREATE INDEX promotion_override_by_workspace ON promotion_override (workspace, decision);
CREATE INDEX promotion_override_by_slot ON promotion_override (slot, decision);
CREATE INDEX promotion_override_by_due_time
  ON promotion_override (due_us, decision) WHERE open = 1 AND overdue = 0;

CREATE TABLE override_review (
  decision {INT64} NOT NULL PRIMARY KEY REFERENCES decision (id),
  body {BYTES} NOT NULL,
  at_us {INT64} NOT NULL
) {CLUSTERED};

-- The tags that rules gave (gov:): candidates that were not chosen (standing 0), and champions under watch
-- (standing 1).
CREATE TABLE derived_tag (
  slot {INT64} NOT NULL REFERENCES slot (id),
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  standing {INT64} NOT NULL,
  tag {TEXT} NOT NULL,
  body {BYTES} NOT NULL,
  at_us {INT64} NOT NULL,
  PRIMARY KEY (slot, model_version, standing, tag)
) {CLUSTERED};

-- How each standing rule stands for a slot's champion, and every change of it.
CREATE TABLE standing_result (
  slot {INT64} NOT NULL REFERENCES slot (id),
  policy_version {INT64} NOT NULL REFERENCES policy_version (id),
  rule {TEXT} NOT NULL,
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  status {INT64} NOT NULL,
  PRIMARY KEY (slot, policy_version, rule)
) {CLUSTERED};

CREATE TABLE standing_event (
  id {ID},
  slot {INT64} NOT NULL REFERENCES slot (id),
  body {BYTES} NOT NULL,
  at_us {INT64} NOT NULL
) {STRICT};
CREATE INDEX standing_event_by_slot ON standing_event (slot, id);

{INSERT_ONLY policy_version};
{INSERT_ONLY policy_retirement};
{INSERT_ONLY observation};
{INSERT_ONLY facts};
{INSERT_ONLY assessment};
{INSERT_ONLY decision};
{INSERT_ONLY decision_ground};
{INSERT_ONLY review};
{INSERT_ONLY review_dismissal};
{INSERT_ONLY override_review};
{INSERT_ONLY standing_event};
