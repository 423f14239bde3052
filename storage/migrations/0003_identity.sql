-- Who may do what, and the audit log. What was granted or given stays, with the time at which it was taken
-- away.

-- kind: 1 person, 2 service.
CREATE TABLE principal (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  name {TEXT} NOT NULL UNIQUE,
  kind {INT64} NOT NULL,
  description {TEXT} NOT NULL,
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  deactivated_us {INT64},
  deactivated_by {TEXT} NOT NULL
) {STRICT};

-- secret_hash: sha256 of the secret, which is random and 256 bits long, so it needs no salt. scopes: words
-- with a space between them; empty means all. confirmed_us: when its owner gave it by hand, or it was made.
CREATE TABLE token (
  id {ID},
  uid {BYTES} NOT NULL UNIQUE,
  principal {INT64} NOT NULL REFERENCES principal (id),
  secret_hash {BYTES} NOT NULL UNIQUE,
  description {TEXT} NOT NULL,
  scopes {TEXT} NOT NULL,
  expires_us {INT64},
  created_us {INT64} NOT NULL,
  created_by {TEXT} NOT NULL,
  confirmed_us {INT64} NOT NULL,
  revoked_us {INT64},
  revoked_by {TEXT} NOT NULL
) {STRICT};
CREATE INDEX token_by_principal ON token (principal, id);

-- workspace: NULL means every workspace.
CREATE TABLE role_grant (
  id {ID},
  principal {INT64} NOT NULL REFERENCES principal (id),
  workspace {INT64} REFERENCES workspace (id),
  role {TEXT} NOT NULL,
  granted_us {INT64} NOT NULL,
  granted_by {TEXT} NOT NULL,
  revoked_us {INT64},
  revoked_by {TEXT} NOT NULL
) {STRICT};
CREATE INDEX role_grant_by_principal ON role_grant (principal, id);
CREATE INDEX role_grant_by_workspace ON role_grant (workspace, id);
CREATE INDEX role_grant_by_role ON role_grant (role, id) WHERE revoked_us IS NULL;
CREATE UNIQUE INDEX role_grant_once ON role_grant (principal, role, coalesce(workspace, 0))
  WHERE revoked_us IS NULL;

-- The leaves of the audit log: 0, 1, 2, ... storage/audit_log.h says what is hashed.
CREATE TABLE audit_leaf (
  position {INT64} NOT NULL PRIMARY KEY,
  kind {TEXT} NOT NULL,
  subject {TEXT} NOT NULL,
  digest {TEXT} NOT NULL,
  time_us {INT64} NOT NULL,
  authenticated {INT64} NOT NULL,
  actor_commitment {BYTES} NOT NULL,
  hash {BYTES} NOT NULL
) {STRICT};
CREATE INDEX audit_leaf_by_kind ON audit_leaf (kind, position);
CREATE INDEX audit_leaf_by_subject ON audit_leaf (subject, position);
{INSERT_ONLY audit_leaf};

-- The complete subtrees of two leaves and more.
CREATE TABLE audit_node (
  level {INT64} NOT NULL,
  position {INT64} NOT NULL,
  hash {BYTES} NOT NULL,
  PRIMARY KEY (level, position)
) {CLUSTERED};
{INSERT_ONLY audit_node};

-- What may be erased of an event: then the row is gone.
CREATE TABLE audit_name (
  position {INT64} NOT NULL PRIMARY KEY REFERENCES audit_leaf (position),
  actor {TEXT} NOT NULL,
  salt {BYTES} NOT NULL,
  comment {TEXT} NOT NULL
) {STRICT};

-- Signed states that were handed out.
CREATE TABLE audit_checkpoint (
  size {INT64} NOT NULL PRIMARY KEY,
  note {TEXT} NOT NULL
) {STRICT};
{INSERT_ONLY audit_checkpoint};
