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
  digest TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  size INTEGER
) STRICT;
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
  uri TEXT NOT NULL,
  schema_text TEXT NOT NULL,
  profile TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  UNIQUE (dataset, content)
) STRICT;
CREATE INDEX dataset_version_by_content ON dataset_version (content, id);
CREATE TABLE environment (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  attributes BLOB NOT NULL
) STRICT;
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
  UNIQUE (workspace, name)
) STRICT;
CREATE INDEX experiment_by_age ON experiment (workspace, id);
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
CREATE TABLE name (
  id INTEGER NOT NULL PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE param (
  run INTEGER NOT NULL REFERENCES run (id),
  name INTEGER NOT NULL REFERENCES name (id),
  kind INTEGER NOT NULL,
  text TEXT NOT NULL,
  number REAL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX param_by_number ON param (name, number, run) WHERE number IS NOT NULL;
CREATE INDEX param_by_text ON param (name, kind, text, run);
CREATE TABLE request (
  id TEXT NOT NULL PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  response BLOB NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX request_by_age ON request (created_us);
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
  io_count INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_code ON run (code, id) WHERE code IS NOT NULL;
CREATE INDEX run_by_experiment ON run (experiment, start_us, id);
CREATE INDEX run_by_parent ON run (parent, id) WHERE parent IS NOT NULL;
CREATE INDEX run_by_start ON run (workspace, start_us, id);
CREATE TABLE run_io (
  id INTEGER NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  direction INTEGER NOT NULL,
  label TEXT NOT NULL,
  content INTEGER NOT NULL REFERENCES content (id),
  dataset_version INTEGER REFERENCES dataset_version (id),
  uri TEXT NOT NULL,
  media_type TEXT NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;
CREATE INDEX run_io_by_content ON run_io (content, direction, run);
CREATE INDEX run_io_by_dataset ON run_io (dataset_version, direction, run) WHERE dataset_version IS NOT NULL;
CREATE INDEX run_io_by_run ON run_io (run, direction, id);
CREATE UNIQUE INDEX run_io_once ON run_io (run, direction, content, label, coalesce(dataset_version, 0));
CREATE TABLE schema_migration (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE series (
  run INTEGER NOT NULL REFERENCES run (id),
  metric INTEGER NOT NULL REFERENCES metric (id),
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
CREATE TABLE tag (
  run INTEGER NOT NULL REFERENCES run (id),
  name INTEGER NOT NULL REFERENCES name (id),
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_value ON tag (name, value, run);
CREATE TABLE workspace (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;
CREATE TABLE writer (
  id BLOB NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id),
  last_sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
