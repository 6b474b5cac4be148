package io.spirula.mover.dirty;

/** How the changed objects of a source are found, and why. */
public sealed interface Trust {

    Code code();

    /** For people: at which object, and what to do if anything. */
    String text();

    /** The object maps name them. */
    record Fast(String text) implements Trust {

        @Override
        public Code code() {
            return Code.MAPS_TRUSTED;
        }
    }

    /** Every object is asked. */
    record Exact(Code code, String text) implements Trust {}

    /** Reasons; the names are stable. */
    enum Code {
        /** Every rule holds. */
        MAPS_TRUSTED,
        /** A full copy: there is nothing to start from. */
        NO_BASE,
        /** The policy or the cluster's configuration says {@code exact}. */
        EXACT_ASKED,
        /** Nobody said that all writers keep the maps right. */
        MAPS_UNPROVEN,
        /** This process's librbd is older than what is known to read maps right, or does not tell its release. */
        LIBRBD_UNPROVEN,
        /** The image has no bytes. */
        IMAGE_EMPTY,
        /** The image lacks one of the features exclusive-lock, object-map and fast-diff. */
        NO_OBJECT_MAPS,
        /** The image reads through to a parent somewhere between base and end. */
        HAS_PARENT,
        /** The image became smaller somewhere between base and end. */
        IMAGE_SHRANK,
        /** The map of a snapshot between base and end is flagged as invalid. */
        MAP_INVALID,
        /** A snapshot is older than the base: maps forget a roll back to it. */
        OLDER_SNAPSHOT,
        /** An audit found a change that the maps did not name. */
        MAPS_DISTRUSTED,
        /** It is not certain that the image was not rolled back to an older snapshot since the base was made. */
        ROLLBACK_POSSIBLE,
        /** The maps were never compared with what every object says: that is done now. */
        NEVER_AUDITED
    }

    /** Whether the maps are read, be it only to compare them with what every object says. */
    default boolean readsMaps() {
        return this instanceof Fast || code() == Code.NEVER_AUDITED;
    }

    /** The use of the maps. */
    default MapUse use(long auditFrom, long begun) {
        return new MapUse(auditFrom, !(this instanceof Fast), begun);
    }

    /** How it went in the end, if the audit found nothing. */
    default Trust after(MapReport report) {
        return this instanceof Fast ? new Fast(report.text()) : this;
    }
}
