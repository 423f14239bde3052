-- Sketches of runs: 32 bits for each value, by which a search sifts runs before it looks them up
-- (storage/sketch.h, which also says what a row's id is made of). A block is 1,000 runs, by their ids: so
-- many that a row fills a page. A key without a row has no value in the block.
CREATE TABLE run_sketch (
  id {ID},
  data {BYTES} NOT NULL
) {STRICT};

-- Blocks that have sketches (ready is 1) or are getting them (0).
CREATE TABLE sketched_block (
  block {INT64} NOT NULL PRIMARY KEY,
  ready {INT64} NOT NULL
) {CLUSTERED};

-- Runs of such blocks that were written to since: their sketches do not count.
CREATE TABLE loose_run (
  run {INT64} NOT NULL PRIMARY KEY REFERENCES run (id)
) {CLUSTERED};
