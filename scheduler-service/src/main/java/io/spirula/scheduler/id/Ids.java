package io.spirula.scheduler.id;

import java.util.UUID;

/** A source of ids that nobody had before. Safe for use by many threads. */
@FunctionalInterface
public interface Ids {

    /** A UUIDv7: later ones sort after earlier ones. */
    UUID next();
}
