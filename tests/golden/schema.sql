CREATE TRIGGER assessment_remains BEFORE DELETE ON assessment BEGIN SELECT raise(ABORT, 'assessment is insert-only'); END;
CREATE TRIGGER assessment_stays BEFORE UPDATE ON assessment BEGIN SELECT raise(ABORT, 'assessment is insert-only'); END;
CREATE TABLE assessment (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  slot INTEGER NOT NULL REFERENCES slot (id),
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  facts INTEGER NOT NULL REFERENCES facts (id),
  outcome INTEGER NOT NULL,
  eligible INTEGER NOT NULL,
  body BLOB NOT NULL,
  as_of_us INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX assessment_by_slot ON assessment (slot, id);
CREATE TRIGGER audit_checkpoint_remains BEFORE DELETE ON audit_checkpoint BEGIN SELECT raise(ABORT, 'audit_checkpoint is insert-only'); END;
CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE ON audit_checkpoint BEGIN SELECT raise(ABORT, 'audit_checkpoint is insert-only'); END;
CREATE TABLE audit_checkpoint (
  size INTEGER NOT NULL PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_leaf_remains BEFORE DELETE ON audit_leaf BEGIN SELECT raise(ABORT, 'audit_leaf is insert-only'); END;
CREATE TRIGGER audit_leaf_stays BEFORE UPDATE ON audit_leaf BEGIN SELECT raise(ABORT, 'audit_leaf is insert-only'); END;
CREATE TABLE audit_leaf (
  position INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  digest TEXT NOT NULL,
  time_us INTEGER NOT NULL,
  authenticated INTEGER NOT NULL,
  actor_commitment BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_leaf_by_kind ON audit_leaf (kind, position);
CREATE INDEX audit_leaf_by_subject ON audit_leaf (subject, position);
CREATE TABLE audit_name (
  position INTEGER NOT NULL PRIMARY KEY REFERENCES audit_leaf (position),
  actor TEXT NOT NULL,
  salt BLOB NOT NULL,
  comment TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_node_remains BEFORE DELETE ON audit_node BEGIN SELECT raise(ABORT, 'audit_node is insert-only'); END;
CREATE TRIGGER audit_node_stays BEFORE UPDATE ON audit_node BEGIN SELECT raise(ABORT, 'audit_node is insert-only'); END;
CREATE TABLE audit_node (
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE candidate (
  id INTEGER NOT NULL PRIMARY KEY,
  slot INTEGER NOT NULL REFERENCES slot (id),
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  enrolled_us INTEGER NOT NULL,
  enrolled_by TEXT NOT NULL,
  withdrawn_us INTEGER,
  withdrawn_by TEXT,
  assessment INTEGER,
  UNIQUE (slot, model_version)
) STRICT;
CREATE INDEX candidate_by_age ON candidate (slot, id);
CREATE INDEX candidate_by_model_version ON candidate (model_version, slot);
CREATE TABLE code_version (
  id INTEGER NOT NULL PRIMARY KEY,
  repository TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  patch_digest TEXT NOT NULL,
  dirty INTEGER NOT NULL,
  branch TEXT NOT NULL,
  entry_point TEXT NOT NULL,
  UNIQUE (commit_id, repository, patch_digest, dirty, branch, entry_point)
) STRICT;
CREATE TABLE content (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  kind INTEGER NOT NULL,
  size INTEGER,
  name TEXT NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX content_by_digest ON content (substr(digest, 8, 12));
CREATE INDEX content_by_name ON content (name, id) WHERE name <> '';
CREATE INDEX content_by_size ON content (size, id) WHERE size IS NOT NULL;
CREATE TRIGGER contract_field_remains BEFORE DELETE ON contract_field BEGIN SELECT raise(ABORT, 'contract_field is insert-only'); END;
CREATE TRIGGER contract_field_stays BEFORE UPDATE ON contract_field BEGIN SELECT raise(ABORT, 'contract_field is insert-only'); END;
CREATE TABLE contract_field (
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  field TEXT NOT NULL,
  body BLOB NOT NULL,
  created_us INTEGER NOT NULL,
  given_by TEXT NOT NULL,
  PRIMARY KEY (model_version, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE dataset (
  id INTEGER NOT NULL PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  name TEXT NOT NULL,
  UNIQUE (workspace, name)
) STRICT;
CREATE TABLE dataset_version (
  id INTEGER NOT NULL PRIMARY KEY,
  dataset INTEGER NOT NULL REFERENCES dataset (id),
  content INTEGER NOT NULL REFERENCES content (id),
  version TEXT NOT NULL,
  uri TEXT NOT NULL,
  schema_text TEXT NOT NULL,
  profile TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_by TEXT,
  UNIQUE (dataset, content)
) STRICT;
CREATE INDEX dataset_version_by_age ON dataset_version (dataset, id);
CREATE INDEX dataset_version_by_content ON dataset_version (content, id);
CREATE UNIQUE INDEX dataset_version_by_label ON dataset_version (dataset, version) WHERE version <> '';
CREATE TRIGGER decision_remains BEFORE DELETE ON decision BEGIN SELECT raise(ABORT, 'decision is insert-only'); END;
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT raise(ABORT, 'decision is insert-only'); END;
CREATE TABLE decision (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  slot INTEGER REFERENCES slot (id),
  kind INTEGER NOT NULL,
  moves INTEGER NOT NULL,
  base INTEGER NOT NULL,
  champion INTEGER REFERENCES model_version (id),
  body BLOB NOT NULL,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_champion ON decision (slot, champion) WHERE moves = 1;
CREATE INDEX decision_by_slot ON decision (slot, id);
CREATE INDEX decision_by_time ON decision (slot, at_us, id, champion) WHERE moves = 1;
CREATE INDEX decision_by_workspace ON decision (workspace, id);
CREATE UNIQUE INDEX decision_chain ON decision (slot, base) WHERE moves = 1;
CREATE TRIGGER decision_ground_remains BEFORE DELETE ON decision_ground BEGIN SELECT raise(ABORT, 'decision_ground is insert-only'); END;
CREATE TRIGGER decision_ground_stays BEFORE UPDATE ON decision_ground BEGIN SELECT raise(ABORT, 'decision_ground is insert-only'); END;
CREATE TABLE decision_ground (
  kind INTEGER NOT NULL,
  node INTEGER NOT NULL,
  decision INTEGER NOT NULL REFERENCES decision (id),
  PRIMARY KEY (kind, node, decision)
) STRICT, WITHOUT ROWID;
CREATE TABLE derived_tag (
  slot INTEGER NOT NULL REFERENCES slot (id),
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  standing INTEGER NOT NULL,
  tag TEXT NOT NULL,
  body BLOB NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (slot, model_version, standing, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE edge (
  source INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  target INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  ended_us INTEGER,
  run INTEGER NOT NULL,
  PRIMARY KEY (source, kind, target, at_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_by_target ON edge (target, kind, source, at_us, ended_us);
CREATE TABLE environment (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  attributes BLOB NOT NULL
) STRICT;
CREATE TRIGGER estimator_remains BEFORE DELETE ON estimator BEGIN SELECT raise(ABORT, 'estimator is insert-only'); END;
CREATE TRIGGER estimator_stays BEFORE UPDATE ON estimator BEGIN SELECT raise(ABORT, 'estimator is insert-only'); END;
CREATE TABLE estimator (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  body BLOB NOT NULL
) STRICT;
CREATE TRIGGER evaluation_remains BEFORE DELETE ON evaluation BEGIN SELECT raise(ABORT, 'evaluation is insert-only'); END;
CREATE TRIGGER evaluation_stays BEFORE UPDATE ON evaluation BEGIN SELECT raise(ABORT, 'evaluation is insert-only'); END;
CREATE TABLE evaluation (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  content INTEGER NOT NULL REFERENCES content (id),
  dataset_version INTEGER REFERENCES dataset_version (id),
  split TEXT NOT NULL,
  slice TEXT NOT NULL,
  sample_count INTEGER NOT NULL,
  evaluator TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX evaluation_by_version ON evaluation (model_version, id);
CREATE TRIGGER evaluation_metric_remains BEFORE DELETE ON evaluation_metric BEGIN SELECT raise(ABORT, 'evaluation_metric is insert-only'); END;
CREATE TRIGGER evaluation_metric_stays BEFORE UPDATE ON evaluation_metric BEGIN SELECT raise(ABORT, 'evaluation_metric is insert-only'); END;
CREATE TABLE evaluation_metric (
  evaluation INTEGER NOT NULL REFERENCES evaluation (id),
  key TEXT NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (evaluation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX evaluation_metric_by_key ON evaluation_metric (key, evaluation);
CREATE TABLE experiment (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  deleted_us INTEGER,
  created_by TEXT NOT NULL,
  updated_by TEXT,
  deleted_by TEXT,
  UNIQUE (workspace, name)
) STRICT;
CREATE INDEX experiment_by_age ON experiment (workspace, id);
CREATE TRIGGER facts_remains BEFORE DELETE ON facts BEGIN SELECT raise(ABORT, 'facts is insert-only'); END;
CREATE TRIGGER facts_stays BEFORE UPDATE ON facts BEGIN SELECT raise(ABORT, 'facts is insert-only'); END;
CREATE TABLE facts (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  body BLOB NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE loose_run (
  run INTEGER NOT NULL PRIMARY KEY REFERENCES run (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE manifest (
  directory INTEGER NOT NULL REFERENCES content (id),
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER,
  created_us INTEGER NOT NULL,
  PRIMARY KEY (directory, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX manifest_by_digest ON manifest (digest, directory, path);
CREATE TABLE metric (
  id INTEGER NOT NULL PRIMARY KEY,
  key TEXT NOT NULL,
  context TEXT NOT NULL,
  UNIQUE (key, context)
) STRICT;
CREATE TABLE metric_chunk (
  id INTEGER NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  first_step INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  count INTEGER NOT NULL,
  blocks BLOB NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX metric_chunk_by_step
  ON metric_chunk (run, metric, first_step, first_ms, last_step, last_ms, count, id);
CREATE TABLE model (
  id INTEGER NOT NULL PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  version INTEGER NOT NULL,
  latest_number INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  deleted_us INTEGER,
  created_by TEXT NOT NULL,
  updated_by TEXT,
  deleted_by TEXT,
  UNIQUE (workspace, name)
) STRICT;
CREATE TABLE model_alias (
  model INTEGER NOT NULL REFERENCES model (id),
  alias TEXT NOT NULL,
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  PRIMARY KEY (model, alias)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_alias_by_version ON model_alias (model_version, alias);
CREATE TRIGGER model_alias_change_remains BEFORE DELETE ON model_alias_change BEGIN SELECT raise(ABORT, 'model_alias_change is insert-only'); END;
CREATE TRIGGER model_alias_change_stays BEFORE UPDATE ON model_alias_change BEGIN SELECT raise(ABORT, 'model_alias_change is insert-only'); END;
CREATE TABLE model_alias_change (
  id INTEGER NOT NULL PRIMARY KEY,
  model INTEGER NOT NULL REFERENCES model (id),
  alias TEXT NOT NULL,
  from_number INTEGER NOT NULL,
  to_number INTEGER NOT NULL,
  reason TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;
CREATE INDEX model_alias_change_by_alias ON model_alias_change (model, alias, id);
CREATE INDEX model_alias_change_by_model ON model_alias_change (model, id);
CREATE TABLE model_flag (
  id INTEGER NOT NULL PRIMARY KEY,
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_us INTEGER NOT NULL,
  set_by TEXT NOT NULL,
  cleared_us INTEGER,
  cleared_by TEXT,
  clear_reason TEXT
) STRICT;
CREATE INDEX model_flag_by_version ON model_flag (model_version, id);
CREATE UNIQUE INDEX model_flag_set ON model_flag (model_version, name) WHERE cleared_us IS NULL;
CREATE TABLE model_label (
  model INTEGER NOT NULL REFERENCES model (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  set_us INTEGER NOT NULL,
  set_by TEXT NOT NULL,
  PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER model_version_remains BEFORE DELETE ON model_version BEGIN SELECT raise(ABORT, 'model_version is insert-only'); END;
CREATE TRIGGER model_version_stays BEFORE UPDATE ON model_version BEGIN SELECT raise(ABORT, 'model_version is insert-only'); END;
CREATE TABLE model_version (
  id INTEGER NOT NULL PRIMARY KEY,
  model INTEGER NOT NULL REFERENCES model (id),
  number INTEGER NOT NULL,
  content INTEGER NOT NULL REFERENCES content (id),
  uri TEXT NOT NULL,
  run INTEGER REFERENCES run (id),
  description TEXT NOT NULL,
  inputs TEXT NOT NULL,
  outputs TEXT NOT NULL,
  framework TEXT NOT NULL,
  framework_version TEXT NOT NULL,
  estimator INTEGER REFERENCES estimator (id),
  base INTEGER REFERENCES model_version (id),
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (model, number)
) STRICT;
CREATE TABLE model_version_label (
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  set_us INTEGER NOT NULL,
  set_by TEXT NOT NULL,
  PRIMARY KEY (model_version, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE model_version_update (
  model_version INTEGER NOT NULL PRIMARY KEY REFERENCES model_version (id),
  updated_us INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) STRICT;
CREATE TABLE name (
  id INTEGER NOT NULL PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER observation_remains BEFORE DELETE ON observation BEGIN SELECT raise(ABORT, 'observation is insert-only'); END;
CREATE TRIGGER observation_stays BEFORE UPDATE ON observation BEGIN SELECT raise(ABORT, 'observation is insert-only'); END;
CREATE TABLE observation (
  id INTEGER NOT NULL PRIMARY KEY,
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  principal TEXT NOT NULL,
  body BLOB NOT NULL,
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX observation_by_name ON observation (model_version, kind, name, principal, id);
CREATE TRIGGER override_review_remains BEFORE DELETE ON override_review BEGIN SELECT raise(ABORT, 'override_review is insert-only'); END;
CREATE TRIGGER override_review_stays BEFORE UPDATE ON override_review BEGIN SELECT raise(ABORT, 'override_review is insert-only'); END;
CREATE TABLE override_review (
  decision INTEGER NOT NULL PRIMARY KEY REFERENCES decision (id),
  body BLOB NOT NULL,
  at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE param (
  run INTEGER NOT NULL,
  name INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  text TEXT NOT NULL,
  number REAL,
  indexed INTEGER NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX param_by_number ON param (name, number, run, indexed) WHERE number IS NOT NULL AND indexed = 1;
CREATE INDEX param_by_text ON param (name, kind, text, run, number, indexed) WHERE number IS NULL AND indexed = 1;
CREATE TABLE policy (
  id INTEGER NOT NULL PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  name TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (workspace, name)
) STRICT;
CREATE TABLE policy_binding (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  use_case TEXT NOT NULL,
  environment TEXT NOT NULL,
  policy INTEGER NOT NULL REFERENCES policy (id),
  policy_version INTEGER NOT NULL REFERENCES policy_version (id),
  body BLOB NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  ended_us INTEGER,
  ended_by TEXT
) STRICT;
CREATE UNIQUE INDEX policy_binding_in_force
  ON policy_binding (workspace, use_case, environment, policy) WHERE ended_us IS NULL;
CREATE TABLE policy_draft (
  policy INTEGER NOT NULL PRIMARY KEY REFERENCES policy (id),
  yaml TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER policy_retirement_remains BEFORE DELETE ON policy_retirement BEGIN SELECT raise(ABORT, 'policy_retirement is insert-only'); END;
CREATE TRIGGER policy_retirement_stays BEFORE UPDATE ON policy_retirement BEGIN SELECT raise(ABORT, 'policy_retirement is insert-only'); END;
CREATE TABLE policy_retirement (
  policy_version INTEGER NOT NULL PRIMARY KEY REFERENCES policy_version (id),
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER policy_version_remains BEFORE DELETE ON policy_version BEGIN SELECT raise(ABORT, 'policy_version is insert-only'); END;
CREATE TRIGGER policy_version_stays BEFORE UPDATE ON policy_version BEGIN SELECT raise(ABORT, 'policy_version is insert-only'); END;
CREATE TABLE policy_version (
  id INTEGER NOT NULL PRIMARY KEY,
  policy INTEGER NOT NULL REFERENCES policy (id),
  number INTEGER NOT NULL,
  digest TEXT NOT NULL,
  rules_digest TEXT NOT NULL,
  body BLOB NOT NULL,
  yaml TEXT NOT NULL,
  published_us INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  UNIQUE (policy, number)
) STRICT;
CREATE UNIQUE INDEX policy_version_by_rules ON policy_version (policy, rules_digest);
CREATE TABLE principal (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  description TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  deactivated_us INTEGER,
  deactivated_by TEXT NOT NULL
) STRICT;
CREATE TABLE promotion (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  slot INTEGER NOT NULL REFERENCES slot (id),
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  state INTEGER NOT NULL,
  live INTEGER NOT NULL,
  comment TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_us INTEGER NOT NULL,
  expires_us INTEGER NOT NULL,
  assessment INTEGER REFERENCES assessment (id),
  review_digest TEXT NOT NULL,
  base INTEGER NOT NULL,
  decision INTEGER REFERENCES decision (id),
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX promotion_by_expiry ON promotion (expires_us) WHERE live = 1;
CREATE INDEX promotion_by_slot ON promotion (slot, id);
CREATE INDEX promotion_by_workspace ON promotion (workspace, id);
CREATE UNIQUE INDEX promotion_live ON promotion (slot, model_version) WHERE live = 1;
CREATE INDEX promotion_live_by_model ON promotion (model_version, id) WHERE live = 1;
CREATE TABLE promotion_override (
  decision INTEGER NOT NULL PRIMARY KEY REFERENCES decision (id),
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  slot INTEGER NOT NULL REFERENCES slot (id),
  due_us INTEGER NOT NULL,
  open INTEGER NOT NULL,
  overdue INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX promotion_override_by_due_time
  ON promotion_override (due_us, decision) WHERE open = 1 AND overdue = 0;
CREATE INDEX promotion_override_by_slot ON promotion_override (slot, decision);
CREATE INDEX promotion_override_by_workspace ON promotion_override (workspace, decision);
CREATE TRIGGER recomputation_remains BEFORE DELETE ON recomputation BEGIN SELECT raise(ABORT, 'recomputation is insert-only'); END;
CREATE TRIGGER recomputation_stays BEFORE UPDATE ON recomputation BEGIN SELECT raise(ABORT, 'recomputation is insert-only'); END;
CREATE TABLE recomputation (
  evaluation INTEGER NOT NULL PRIMARY KEY REFERENCES evaluation (id),
  tolerance REAL NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE TRIGGER recomputed_metric_remains BEFORE DELETE ON recomputed_metric BEGIN SELECT raise(ABORT, 'recomputed_metric is insert-only'); END;
CREATE TRIGGER recomputed_metric_stays BEFORE UPDATE ON recomputed_metric BEGIN SELECT raise(ABORT, 'recomputed_metric is insert-only'); END;
CREATE TABLE recomputed_metric (
  evaluation INTEGER NOT NULL REFERENCES recomputation (evaluation),
  key TEXT NOT NULL,
  value REAL,
  undefined TEXT NOT NULL,
  PRIMARY KEY (evaluation, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE request (
  id TEXT NOT NULL PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  response BLOB NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX request_by_age ON request (created_us);
CREATE TRIGGER review_remains BEFORE DELETE ON review BEGIN SELECT raise(ABORT, 'review is insert-only'); END;
CREATE TRIGGER review_stays BEFORE UPDATE ON review BEGIN SELECT raise(ABORT, 'review is insert-only'); END;
CREATE TABLE review (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  promotion INTEGER NOT NULL REFERENCES promotion (id),
  assessment INTEGER NOT NULL REFERENCES assessment (id),
  body BLOB NOT NULL,
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX review_by_promotion ON review (promotion, id);
CREATE TRIGGER review_dismissal_remains BEFORE DELETE ON review_dismissal BEGIN SELECT raise(ABORT, 'review_dismissal is insert-only'); END;
CREATE TRIGGER review_dismissal_stays BEFORE UPDATE ON review_dismissal BEGIN SELECT raise(ABORT, 'review_dismissal is insert-only'); END;
CREATE TABLE review_dismissal (
  review INTEGER NOT NULL PRIMARY KEY REFERENCES review (id),
  assessment INTEGER NOT NULL REFERENCES assessment (id),
  at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE role_grant (
  id INTEGER NOT NULL PRIMARY KEY,
  principal INTEGER NOT NULL REFERENCES principal (id),
  workspace INTEGER REFERENCES workspace (id),
  role TEXT NOT NULL,
  granted_us INTEGER NOT NULL,
  granted_by TEXT NOT NULL,
  revoked_us INTEGER,
  revoked_by TEXT NOT NULL
) STRICT;
CREATE INDEX role_grant_by_principal ON role_grant (principal, id);
CREATE INDEX role_grant_by_role ON role_grant (role, id) WHERE revoked_us IS NULL;
CREATE INDEX role_grant_by_workspace ON role_grant (workspace, id);
CREATE UNIQUE INDEX role_grant_once ON role_grant (principal, role, coalesce(workspace, 0))
  WHERE revoked_us IS NULL;
CREATE TABLE run (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  parent INTEGER REFERENCES run (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  status INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  end_us INTEGER,
  created_us INTEGER NOT NULL,
  deleted_us INTEGER,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL,
  code INTEGER REFERENCES code_version (id),
  environment INTEGER REFERENCES environment (id),
  io_count INTEGER NOT NULL,
  updated_us INTEGER,
  updated_by TEXT,
  deleted_by TEXT,
  indexed INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_code ON run (code, id) WHERE code IS NOT NULL;
CREATE INDEX run_by_experiment ON run (experiment, start_us, id, indexed) WHERE indexed = 1;
CREATE INDEX run_by_parent ON run (parent, id) WHERE parent IS NOT NULL;
CREATE INDEX run_by_start ON run (workspace, start_us, id, indexed) WHERE indexed = 1;
CREATE TABLE run_io (
  run INTEGER NOT NULL,
  direction INTEGER NOT NULL,
  label TEXT NOT NULL,
  content INTEGER NOT NULL,
  dataset_version INTEGER NOT NULL,
  subset TEXT NOT NULL,
  uri TEXT NOT NULL,
  media_type TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  PRIMARY KEY (run, direction, label, content, dataset_version, subset)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_io_by_content ON run_io (content, direction, run) WHERE dataset_version < 1;
CREATE INDEX run_io_by_dataset ON run_io (dataset_version, direction, run) WHERE dataset_version > 0;
CREATE TABLE run_sketch (
  id INTEGER NOT NULL PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
CREATE TABLE schema_migration (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE series (
  run INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  count INTEGER NOT NULL,
  nan_count INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  last_value REAL,
  min_value REAL,
  max_value REAL,
  small_chunks INTEGER NOT NULL,
  merge_due INTEGER NOT NULL,
  PRIMARY KEY (run, metric)
) STRICT, WITHOUT ROWID;
CREATE INDEX series_by_value ON series (metric, last_value, run);
CREATE INDEX series_to_merge ON series (run, metric) WHERE merge_due = 1;
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sketched_block (
  block INTEGER NOT NULL PRIMARY KEY,
  ready INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE slot (
  id INTEGER NOT NULL PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace (id),
  use_case TEXT NOT NULL,
  environment TEXT NOT NULL,
  description TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  champion INTEGER REFERENCES model_version (id),
  champion_us INTEGER,
  head INTEGER NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (workspace, use_case, environment)
) STRICT;
CREATE INDEX slot_by_champion ON slot (champion, id) WHERE champion IS NOT NULL;
CREATE TRIGGER standing_event_remains BEFORE DELETE ON standing_event BEGIN SELECT raise(ABORT, 'standing_event is insert-only'); END;
CREATE TRIGGER standing_event_stays BEFORE UPDATE ON standing_event BEGIN SELECT raise(ABORT, 'standing_event is insert-only'); END;
CREATE TABLE standing_event (
  id INTEGER NOT NULL PRIMARY KEY,
  slot INTEGER NOT NULL REFERENCES slot (id),
  body BLOB NOT NULL,
  at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX standing_event_by_slot ON standing_event (slot, id);
CREATE TABLE standing_result (
  slot INTEGER NOT NULL REFERENCES slot (id),
  policy_version INTEGER NOT NULL REFERENCES policy_version (id),
  rule TEXT NOT NULL,
  model_version INTEGER NOT NULL REFERENCES model_version (id),
  status INTEGER NOT NULL,
  PRIMARY KEY (slot, policy_version, rule)
) STRICT, WITHOUT ROWID;
CREATE TABLE tag (
  run INTEGER NOT NULL,
  name INTEGER NOT NULL,
  value TEXT NOT NULL,
  indexed INTEGER NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_value ON tag (name, value, run, indexed) WHERE indexed = 1;
CREATE TABLE token (
  id INTEGER NOT NULL PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  principal INTEGER NOT NULL REFERENCES principal (id),
  secret_hash BLOB NOT NULL UNIQUE,
  description TEXT NOT NULL,
  scopes TEXT NOT NULL,
  expires_us INTEGER,
  created_us INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  confirmed_us INTEGER NOT NULL,
  revoked_us INTEGER,
  revoked_by TEXT NOT NULL
) STRICT;
CREATE INDEX token_by_principal ON token (principal, id);
CREATE TABLE value_index (
  last_run INTEGER NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE workspace (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  created_by TEXT
) STRICT;
CREATE TABLE writer (
  id BLOB NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  last_sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
