-- What is known of advisories (upper half) and of the city's components (lower half); xingtu/store/risk says who writes what.

CREATE TABLE IF NOT EXISTS package (pid INTEGER PRIMARY KEY, ecosystem TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (ecosystem, name));

-- one row a record; without_ranges and unevaluable are counted, never taken for "safe"
CREATE TABLE IF NOT EXISTS advisory (
  aid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, modified TEXT NOT NULL, published TEXT NOT NULL,
  withdrawn TEXT NOT NULL, summary TEXT NOT NULL, level TEXT NOT NULL, score INTEGER, vector TEXT NOT NULL, severity_source TEXT NOT NULL,
  digest TEXT NOT NULL, gid INTEGER NOT NULL DEFAULT 0, malicious INTEGER NOT NULL, git_ranges INTEGER NOT NULL, since INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS advisory_source ON advisory (source);
CREATE INDEX IF NOT EXISTS advisory_group ON advisory (gid);
CREATE TABLE IF NOT EXISTS advisory_text (aid INTEGER PRIMARY KEY, record BLOB NOT NULL);

-- what a record says of one package, kept so that the package can be ranked again: JSON [[[kind, version], …], …] and [version, …]
CREATE TABLE IF NOT EXISTS affected (
  aid INTEGER NOT NULL, number INTEGER NOT NULL, pid INTEGER NOT NULL, release TEXT NOT NULL, ranges TEXT NOT NULL, versions TEXT NOT NULL,
  level TEXT NOT NULL, score INTEGER, PRIMARY KEY (aid, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS affected_package ON affected (pid);

CREATE TABLE IF NOT EXISTS boundary (pid INTEGER NOT NULL, place INTEGER NOT NULL, version TEXT NOT NULL, PRIMARY KEY (pid, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS span (pid INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, release TEXT NOT NULL, aid INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS span_package ON span (pid, low, high, release, aid);
CREATE INDEX IF NOT EXISTS span_advisory ON span (aid);
-- versions that have no place in the order, word for word
CREATE TABLE IF NOT EXISTS listed (pid INTEGER NOT NULL, version TEXT NOT NULL, release TEXT NOT NULL, aid INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS listed_package ON listed (pid, version);
CREATE INDEX IF NOT EXISTS listed_advisory ON listed (aid);
CREATE TABLE IF NOT EXISTS unevaluable (pid INTEGER NOT NULL, aid INTEGER NOT NULL, version TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS unevaluable_package ON unevaluable (pid);
CREATE INDEX IF NOT EXISTS unevaluable_advisory ON unevaluable (aid);

CREATE TABLE IF NOT EXISTS name (aid INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (aid, kind, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_name ON name (name, kind);
-- the group a name belongs to; a group that was joined into another stays as a redirect
CREATE TABLE IF NOT EXISTS alias_group (gid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, joined INTEGER);

CREATE TABLE IF NOT EXISTS kev (cve TEXT PRIMARY KEY, added_on TEXT NOT NULL, due_on TEXT NOT NULL, ransomware TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS epss (cve TEXT PRIMARY KEY, score INTEGER NOT NULL, percentile INTEGER NOT NULL, score_on TEXT NOT NULL, model TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (
  source TEXT NOT NULL, number TEXT NOT NULL, cve TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL, published_on TEXT NOT NULL,
  PRIMARY KEY (source, number, cve)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS note_cve ON note (cve);
CREATE TABLE IF NOT EXISTS source_state (
  source TEXT PRIMARY KEY, address TEXT NOT NULL, mark TEXT NOT NULL, records INTEGER NOT NULL, refused INTEGER NOT NULL, newest TEXT NOT NULL,
  fetched_at TEXT NOT NULL, result TEXT NOT NULL, licence TEXT NOT NULL, ecosystems TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (source TEXT NOT NULL, record TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (source, record)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS component (
  cid INTEGER PRIMARY KEY, pid INTEGER NOT NULL, release TEXT NOT NULL, version TEXT NOT NULL, position INTEGER,
  UNIQUE (pid, release, version)
);
CREATE INDEX IF NOT EXISTS component_place ON component (pid, position);
CREATE TABLE IF NOT EXISTS project (prid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, tip TEXT NOT NULL, seen_at TEXT NOT NULL,
  unresolved INTEGER NOT NULL, origin TEXT NOT NULL, left_at TEXT NOT NULL DEFAULT '');
-- one row a lockfile's content, read once for ever; an empty fault: it was read to its end
CREATE TABLE IF NOT EXISTS inventory_blob (
  bid INTEGER PRIMARY KEY, blob TEXT NOT NULL, parser TEXT NOT NULL, unresolved INTEGER NOT NULL, fault TEXT NOT NULL, UNIQUE (blob, parser)
);
CREATE TABLE IF NOT EXISTS inventory (
  bid INTEGER NOT NULL, number INTEGER NOT NULL, cid INTEGER NOT NULL, scope TEXT NOT NULL, direct INTEGER, line INTEGER, via TEXT NOT NULL,
  PRIMARY KEY (bid, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS inventory_component ON inventory (bid, cid);
CREATE TABLE IF NOT EXISTS project_blob (prid INTEGER NOT NULL, bid INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (prid, bid, path)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS project_blob_blob ON project_blob (bid);
-- present state, for the question the other way round
CREATE TABLE IF NOT EXISTS dependency (cid INTEGER NOT NULL, prid INTEGER NOT NULL, PRIMARY KEY (cid, prid)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dependency_project ON dependency (prid);

-- what a project held before its inventory changed, until the next evaluation
CREATE TABLE IF NOT EXISTS former_project (prid INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS former (prid INTEGER NOT NULL, cid INTEGER NOT NULL, PRIMARY KEY (prid, cid)) WITHOUT ROWID;

-- component x advisory of the last evaluation, with the group the advisory was in
CREATE TABLE IF NOT EXISTS hit (cid INTEGER NOT NULL, aid INTEGER NOT NULL, gid INTEGER NOT NULL, PRIMARY KEY (cid, aid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS finding (
  fid INTEGER PRIMARY KEY, prid INTEGER NOT NULL, pid INTEGER NOT NULL, gid INTEGER NOT NULL, opened_at TEXT NOT NULL, open_cause TEXT NOT NULL,
  open_evidence TEXT NOT NULL, closed_at TEXT NOT NULL DEFAULT '', close_cause TEXT NOT NULL DEFAULT '', close_evidence TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX IF NOT EXISTS finding_open ON finding (prid, pid, gid) WHERE closed_at = '';
CREATE INDEX IF NOT EXISTS finding_project ON finding (prid, closed_at);
CREATE INDEX IF NOT EXISTS finding_group ON finding (gid);

-- what the records said of a group in a package at the last evaluation, for the packages that have findings
CREATE TABLE IF NOT EXISTS signal (
  pid INTEGER NOT NULL, gid INTEGER NOT NULL, level TEXT NOT NULL, score INTEGER, severity_source TEXT NOT NULL, malicious INTEGER NOT NULL,
  kev INTEGER NOT NULL, epss_over INTEGER, PRIMARY KEY (pid, gid)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, revision TEXT NOT NULL, kind TEXT NOT NULL, fid INTEGER NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, cause TEXT NOT NULL
);
