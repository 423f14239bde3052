-- Registered models, their versions, contracts, aliases and evaluations. Versions, contracts, evaluations
-- and the history of aliases are insert-only.

CREATE TABLE model (
  id {ID},
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  name {TEXT} NOT NULL,
  description {TEXT} NOT NULL,
  version {INT64} NOT NULL,
  latest_number {INT64} NOT NULL,
  created_us {INT64} NOT NULL,
  updated_us {INT64} NOT NULL,
  deleted_us {INT64},
  created_by {TEXT} NOT NULL,
  updated_by {TEXT},
  deleted_by {TEXT},
  UNIQUE (workspace, name)
) {STRICT};

CREATE TABLE model_label (
  model {INT64} NOT NULL REFERENCES model (id),
  key {TEXT} NOT NULL,
  value {TEXT} NOT NULL,
  set_us {INT64} NOT NULL,
  set_by {TEXT} NOT NULL,
  PRIMARY KEY (model, key)
) {CLUSTERED};

-- Algorithm, code and hyper-parameters; equal ones are one row. body: a v1.Estimator.
CREATE TABLE estimator (
  id {ID},
  digest {TEXT} NOT NULL UNIQUE,
  body {BYTES} NOT NULL
) {STRICT};
{INSERT_ONLY estimator};

CREATE TABLE model_version (
  id {ID},
  model {INT64} NOT NULL REFERENCES model (id),
  number {INT64} NOT NULL,
  content {INT64} NOT NULL REFERENCES content (id),
  uri {TEXT} NOT NULL,
  run {INT64} REFERENCES run (id),
  description {TEXT} NOT NULL,
  inputs {TEXT} NOT NULL,
  outputs {TEXT} NOT NULL,
  framework {TEXT} NOT NULL,
  framework_version {TEXT} NOT NULL,
  estimator {INT64} REFERENCES estimator (id),
  base {INT64} REFERENCES model_version (id),
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  UNIQUE (model, number)
) {STRICT};
{INSERT_ONLY model_version};

CREATE TABLE model_version_label (
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  key {TEXT} NOT NULL,
  value {TEXT} NOT NULL,
  set_us {INT64} NOT NULL,
  set_by {TEXT} NOT NULL,
  PRIMARY KEY (model_version, key)
) {CLUSTERED};

-- Who changed the labels of a version last, deletions included.
CREATE TABLE model_version_update (
  model_version {INT64} NOT NULL PRIMARY KEY REFERENCES model_version (id),
  updated_us {INT64} NOT NULL,
  updated_by {TEXT} NOT NULL
) {STRICT};

-- A contract is the sum of its fields. body: a v1.HandoffContract with this field only.
CREATE TABLE contract_field (
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  field {TEXT} NOT NULL,
  body {BYTES} NOT NULL,
  created_us {INT64} NOT NULL,
  given_by {TEXT} NOT NULL,
  PRIMARY KEY (model_version, field)
) {CLUSTERED};
{INSERT_ONLY contract_field};

CREATE TABLE model_alias (
  model {INT64} NOT NULL REFERENCES model (id),
  alias {TEXT} NOT NULL,
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  PRIMARY KEY (model, alias)
) {CLUSTERED};
CREATE INDEX model_alias_by_version ON model_alias (model_version, alias);

-- from_number and to_number are 0 for none.
CREATE TABLE model_alias_change (
  id {ID},
  model {INT64} NOT NULL REFERENCES model (id),
  alias {TEXT} NOT NULL,
  from_number {INT64} NOT NULL,
  to_number {INT64} NOT NULL,
  reason {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  changed_by {TEXT} NOT NULL
) {STRICT};
CREATE INDEX model_alias_change_by_model ON model_alias_change (model, id);
CREATE INDEX model_alias_change_by_alias ON model_alias_change (model, alias, id);
{INSERT_ONLY model_alias_change};

-- dataset_version is NULL for an evaluation on content that is no dataset's.
CREATE TABLE evaluation (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  model_version {INT64} NOT NULL REFERENCES model_version (id),
  content {INT64} NOT NULL REFERENCES content (id),
  dataset_version {INT64} REFERENCES dataset_version (id),
  split {TEXT} NOT NULL,
  slice {TEXT} NOT NULL,
  sample_count {INT64} NOT NULL,
  evaluator {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL
) {STRICT};
CREATE INDEX evaluation_by_version ON evaluation (model_version, id);
{INSERT_ONLY evaluation};

-- As reported.
CREATE TABLE evaluation_metric (
  evaluation {INT64} NOT NULL REFERENCES evaluation (id),
  key {TEXT} NOT NULL,
  value {DOUBLE} NOT NULL,
  PRIMARY KEY (evaluation, key)
) {CLUSTERED};
{INSERT_ONLY evaluation_metric};

-- What the server computed itself. value is NULL, with the reason in undefined, where the metric has none.
CREATE TABLE recomputation (
  evaluation {INT64} NOT NULL PRIMARY KEY REFERENCES evaluation (id),
  tolerance {DOUBLE} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL
) {STRICT};
{INSERT_ONLY recomputation};

CREATE TABLE recomputed_metric (
  evaluation {INT64} NOT NULL REFERENCES recomputation (evaluation),
  key {TEXT} NOT NULL,
  value {DOUBLE},
  undefined {TEXT} NOT NULL,
  PRIMARY KEY (evaluation, key)
) {CLUSTERED};
{INSERT_ONLY recomputed_metric};
