-- Filters of a listing that match few tasks: of those that have not ended as well, and by the text of a failure, for which only the
-- tasks that have one are read.

CREATE INDEX live_kind ON spawner.live (kind, id);
CREATE INDEX live_tags ON spawner.live USING gin (tags jsonb_path_ops) WHERE tags IS NOT NULL;
CREATE INDEX live_failure ON spawner.live (id) WHERE failure_type IS NOT NULL;
CREATE INDEX history_failure ON spawner.history (id) WHERE failure_type IS NOT NULL;
