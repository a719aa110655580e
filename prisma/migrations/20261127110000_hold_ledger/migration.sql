-- Lock an organisation's ledger head and then read the clock and the configuration in force: one round trip for what
-- every transaction that writes a request begins with. Each statement of a volatile function sees what was committed
-- before it began, so the clock is still read in a statement of its own, after the lock is held.
CREATE FUNCTION hold_ledger(held_organisation text)
RETURNS TABLE (seq bigint, hash text, stream_seq bigint, now timestamptz, config_version int)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  SELECT h.seq, h.hash, h.stream_seq INTO seq, hash, stream_seq
    FROM ledger_head h WHERE h.organisation_id = held_organisation FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT app_now(), o.config_version INTO now, config_version
    FROM organisation o WHERE o.id = held_organisation;
  RETURN NEXT;
END
$$;
