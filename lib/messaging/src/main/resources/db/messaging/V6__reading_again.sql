-- A partition that is read again from its beginning: how far it had been read. What its records fill is not whole before that.
ALTER TABLE consumer_position ADD COLUMN read_again_until bigint;
