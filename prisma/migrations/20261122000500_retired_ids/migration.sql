-- P21: a destroyed id is never given again. The ids are drawn at random, so it would take chance or a defect to meet one
-- twice; either is refused here, whatever code path it came by. A restore takes the id back from retired_id first.
CREATE FUNCTION refuse_retired_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM retired_id WHERE kind = 'key' AND region = NEW.region AND id = NEW.key_id) THEN
    RAISE EXCEPTION 'the id % belonged to a key that was destroyed', NEW.key_id USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION refuse_retired_key_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM retired_id WHERE kind = 'key-version' AND region = NEW.region AND id = NEW.version_id) THEN
    RAISE EXCEPTION 'the id % belonged to a key version that was destroyed', NEW.version_id USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_retired BEFORE INSERT ON key FOR EACH ROW EXECUTE FUNCTION refuse_retired_key();
CREATE TRIGGER refuse_retired BEFORE INSERT ON key_version FOR EACH ROW EXECUTE FUNCTION refuse_retired_key_version();
