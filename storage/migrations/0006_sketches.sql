-- Sketches of runs: 32 bits for each value, by which a search sifts runs before it looks them up
-- (storage/sketch.h). A block is 1,024 runs, by their ids; kind: 1 metric, 2 param, 3 tag, 4 workspace,
-- 5 experiment; name is of metric or name, or 0. A key without a row has no value in the block.
CREATE TABLE run_sketch (
  kind {INT64} NOT NULL,
  name {INT64} NOT NULL,
  block {INT64} NOT NULL,
  data {BYTES} NOT NULL,
  PRIMARY KEY (kind, name, block)
) {CLUSTERED};

-- Blocks that have sketches (ready is 1) or are getting them (0).
CREATE TABLE sketched_block (
  block {INT64} NOT NULL PRIMARY KEY,
  ready {INT64} NOT NULL
) {CLUSTERED};

-- Runs of such blocks that were written to since: their sketches do not count.
CREATE TABLE loose_run (
  run {INT64} NOT NULL PRIMARY KEY REFERENCES run (id)
) {CLUSTERED};
