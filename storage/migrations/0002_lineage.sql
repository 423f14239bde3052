-- The lineage graph, but for what runs read and wrote (run_io) and the content of dataset versions
-- (dataset_version.content), which are edges as they are. A node is its row's id * 16 + its kind: 1 run,
-- 2 dataset version, 3 content, 4 code version, 5 environment, 6 model version, 7 evaluation, 8 slot,
-- 9 decision. The kinds of edges are those of EdgeKind in the API.

-- ended_us is NULL while the edge holds. run is the run that recorded it, 0 for none.
CREATE TABLE edge (
  source {INT64} NOT NULL,
  kind {INT64} NOT NULL,
  target {INT64} NOT NULL,
  at_us {INT64} NOT NULL,
  ended_us {INT64},
  run {INT64} NOT NULL,
  PRIMARY KEY (source, kind, target, at_us)
) {CLUSTERED};
CREATE INDEX edge_by_target ON edge (target, kind, source, at_us, ended_us);

-- The files of directories. A file's digest need not be a content's.
CREATE TABLE manifest (
  directory {INT64} NOT NULL REFERENCES content (id),
  path {TEXT} NOT NULL,
  digest {TEXT} NOT NULL,
  size {INT64},
  created_us {INT64} NOT NULL,
  PRIMARY KEY (directory, path)
) {CLUSTERED};
CREATE INDEX manifest_by_digest ON manifest (digest, directory, path);

-- What the runs so far executed (kind 3), ran in (4) and are parts of (8). Code versions that differ only
-- in branch or entry point are one node: the first of them.
INSERT INTO edge (source, kind, target, at_us, run)
SELECT r.id * 16 + 1, 3, min(f.id) * 16 + 4, r.created_us, r.id
FROM run r JOIN code_version c ON c.id = r.code
  JOIN code_version f ON f.commit_id = c.commit_id AND f.repository = c.repository
    AND f.patch_digest = c.patch_digest AND f.dirty = c.dirty
GROUP BY r.id, r.created_us;

INSERT INTO edge (source, kind, target, at_us, run)
SELECT r.id * 16 + 1, 4, r.environment * 16 + 5, r.created_us, r.id
FROM run r WHERE r.environment IS NOT NULL;

INSERT INTO edge (source, kind, target, at_us, run)
SELECT r.id * 16 + 1, 8, r.parent * 16 + 1, r.created_us, r.id
FROM run r WHERE r.parent IS NOT NULL;
