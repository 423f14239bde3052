-- Workspaces, experiments, runs and everything that runs log. Times are microseconds since the Unix
-- epoch (…_us) or milliseconds (…_ms). Public ids (uid) are 16 raw bytes. NULL in a value column of
-- series means NaN. Deleted things keep their rows, with deleted_us set.
--
-- Rows that come in numbers (param, tag, series, metric_chunk, run_io) have no REFERENCES: what they refer to was
-- found or made in the transaction that writes them, and is never deleted. To look each of them up again is a large
-- part of what logging costs.

CREATE TABLE setting (
  name {TEXT} NOT NULL PRIMARY KEY,
  value {BYTES} NOT NULL
) {CLUSTERED};

CREATE TABLE workspace (
  id {ID},
  name {TEXT} NOT NULL UNIQUE,
  description {TEXT} NOT NULL,
  version {INT64} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT}
) {STRICT};

CREATE TABLE experiment (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  name {TEXT} NOT NULL,
  description {TEXT} NOT NULL,
  version {INT64} NOT NULL,
  created_us {INT64} NOT NULL,
  updated_us {INT64} NOT NULL,
  deleted_us {INT64},
  created_by {TEXT} NOT NULL,
  updated_by {TEXT},
  deleted_by {TEXT},
  UNIQUE (workspace, name)
) {STRICT};
CREATE INDEX experiment_by_age ON experiment (workspace, id);

-- What a run logs of its code and its environment; equal ones are one row.
CREATE TABLE code_version (
  id {ID},
  repository {TEXT} NOT NULL,
  commit_id {TEXT} NOT NULL,
  patch_digest {TEXT} NOT NULL,
  dirty {INT64} NOT NULL,
  branch {TEXT} NOT NULL,
  entry_point {TEXT} NOT NULL,
  UNIQUE (commit_id, repository, patch_digest, dirty, branch, entry_point)
) {STRICT};

CREATE TABLE environment (
  id {ID},
  digest {TEXT} NOT NULL UNIQUE,
  attributes {BYTES} NOT NULL
) {STRICT};

CREATE TABLE run (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  experiment {INT64} NOT NULL REFERENCES experiment (id),
  parent {INT64} REFERENCES run (id),
  name {TEXT} NOT NULL,
  description {TEXT} NOT NULL,
  status {INT64} NOT NULL,
  start_us {INT64} NOT NULL,
  end_us {INT64},
  created_us {INT64} NOT NULL,
  deleted_us {INT64},
  created_by {TEXT} NOT NULL,
  version {INT64} NOT NULL,
  code {INT64} REFERENCES code_version (id),
  environment {INT64} REFERENCES environment (id),
  io_count {INT64} NOT NULL,
  updated_us {INT64},
  updated_by {TEXT},
  deleted_by {TEXT},
  indexed {INT64} NOT NULL
) {STRICT};
CREATE INDEX run_by_start ON run (workspace, start_us, id, indexed) WHERE indexed = 1;
CREATE INDEX run_by_experiment ON run (experiment, start_us, id, indexed) WHERE indexed = 1;
CREATE INDEX run_by_parent ON run (parent, id) WHERE parent IS NOT NULL;
CREATE INDEX run_by_code ON run (code, id) WHERE code IS NOT NULL;

-- Keys of params and tags, and (key, context) of metrics, as small numbers.
CREATE TABLE name (
  id {ID},
  text {TEXT} NOT NULL UNIQUE
) {STRICT};

CREATE TABLE metric (
  id {ID},
  key {TEXT} NOT NULL,
  context {TEXT} NOT NULL,
  UNIQUE (key, context)
) {STRICT};

-- kind: 1 string, 2 int, 3 double, 4 bool. text is the exact value; number is NULL for strings, bools and
-- NaN.
CREATE TABLE param (
  run {INT64} NOT NULL,
  name {INT64} NOT NULL,
  kind {INT64} NOT NULL,
  text {TEXT} NOT NULL,
  number {DOUBLE},
  indexed {INT64} NOT NULL,
  PRIMARY KEY (run, name)
) {CLUSTERED};
-- What has no number: strings, bools and NaN. Each param is in one index; what else the statements ask about is
-- in it so that the index alone answers.
CREATE INDEX param_by_text ON param (name, kind, text, run, number, indexed) WHERE number IS NULL AND indexed = 1;
CREATE INDEX param_by_number ON param (name, number, run, indexed) WHERE number IS NOT NULL AND indexed = 1;

CREATE TABLE tag (
  run {INT64} NOT NULL,
  name {INT64} NOT NULL,
  value {TEXT} NOT NULL,
  indexed {INT64} NOT NULL,
  PRIMARY KEY (run, name)
) {CLUSTERED};
CREATE INDEX tag_by_value ON tag (name, value, run, indexed) WHERE indexed = 1;

-- The indexes by value, and those of runs by their start, have all runs up to this one with their params and tags,
-- and none behind it: those have indexed = 0 (storage/value_index.h). One row.
CREATE TABLE value_index (
  last_run {INT64} NOT NULL PRIMARY KEY
) {CLUSTERED};
INSERT INTO value_index (last_run) VALUES (0);

CREATE TABLE series (
  run {INT64} NOT NULL,
  metric {INT64} NOT NULL,
  count {INT64} NOT NULL,
  nan_count {INT64} NOT NULL,
  last_step {INT64} NOT NULL,
  last_ms {INT64} NOT NULL,
  last_value {DOUBLE},
  min_value {DOUBLE},
  max_value {DOUBLE},
  small_chunks {INT64} NOT NULL,
  merge_due {INT64} NOT NULL,
  PRIMARY KEY (run, metric)
) {CLUSTERED};
CREATE INDEX series_by_value ON series (metric, last_value, run);
CREATE INDEX series_to_merge ON series (run, metric) WHERE merge_due = 1;

CREATE TABLE metric_chunk (
  id {ID},
  run {INT64} NOT NULL,
  metric {INT64} NOT NULL,
  first_step {INT64} NOT NULL,
  first_ms {INT64} NOT NULL,
  last_step {INT64} NOT NULL,
  last_ms {INT64} NOT NULL,
  count {INT64} NOT NULL,
  blocks {BYTES} NOT NULL,
  data {BYTES} NOT NULL
) {STRICT};
CREATE INDEX metric_chunk_by_step
  ON metric_chunk (run, metric, first_step, first_ms, last_step, last_ms, count, id);

CREATE TABLE writer (
  id {BYTES} NOT NULL PRIMARY KEY,
  run {INT64} NOT NULL REFERENCES run (id),
  last_sequence {INT64} NOT NULL
) {CLUSTERED};

-- First answers of requests with a request_id.
CREATE TABLE request (
  id {TEXT} NOT NULL PRIMARY KEY,
  fingerprint {BYTES} NOT NULL,
  response {BYTES} NOT NULL,
  created_us {INT64} NOT NULL
) {STRICT};
CREATE INDEX request_by_age ON request (created_us);

-- Equal content is one row: who adds one looks first, and there is one writer. size is NULL when not known.
-- kind: 1 file, 2 directory. name is the file name under which it was recorded first, empty for none.
--
-- The index has twelve characters behind the "sha256:" of a digest, which tell nearly all contents apart. Digests
-- come in no order, so each new one changes a page; of whole ones a page would hold a fifth as many.
CREATE TABLE content (
  id {ID},
  digest {TEXT} NOT NULL,
  kind {INT64} NOT NULL,
  size {INT64},
  name {TEXT} NOT NULL,
  created_us {INT64} NOT NULL
) {STRICT};
CREATE INDEX content_by_digest ON content (substr(digest, 8, 12));
CREATE INDEX content_by_name ON content (name, id) WHERE name <> '';
CREATE INDEX content_by_size ON content (size, id) WHERE size IS NOT NULL;

CREATE TABLE dataset (
  id {ID},
  workspace {INT64} NOT NULL REFERENCES workspace (id),
  name {TEXT} NOT NULL,
  UNIQUE (workspace, name)
) {STRICT};

-- version is a label that people gave, empty for none. The newest version has the greatest id.
CREATE TABLE dataset_version (
  id {ID},
  dataset {INT64} NOT NULL REFERENCES dataset (id),
  content {INT64} NOT NULL REFERENCES content (id),
  version {TEXT} NOT NULL,
  uri {TEXT} NOT NULL,
  schema_text {TEXT} NOT NULL,
  profile {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  updated_by {TEXT},
  UNIQUE (dataset, content)
) {STRICT};
CREATE INDEX dataset_version_by_age ON dataset_version (dataset, id);
CREATE INDEX dataset_version_by_content ON dataset_version (content, id);
CREATE UNIQUE INDEX dataset_version_by_label ON dataset_version (dataset, version) WHERE version <> '';

-- What runs read (direction 1) and wrote (direction 2). A dataset version in a role has dataset_version
-- set and label is the role; an artifact has 0 there and label is the path. These rows are the edges
-- between runs and data in the lineage graph.
CREATE TABLE run_io (
  run {INT64} NOT NULL,
  direction {INT64} NOT NULL,
  label {TEXT} NOT NULL,
  content {INT64} NOT NULL,
  dataset_version {INT64} NOT NULL,
  subset {TEXT} NOT NULL,
  uri {TEXT} NOT NULL,
  media_type {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  PRIMARY KEY (run, direction, label, content, dataset_version, subset)
) {CLUSTERED};
CREATE INDEX run_io_by_content ON run_io (content, direction, run) WHERE dataset_version < 1;
CREATE INDEX run_io_by_dataset ON run_io (dataset_version, direction, run) WHERE dataset_version > 0;
