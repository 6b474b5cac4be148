package io.spirula.sandbox;

/** How long a daemon may outlive the JVM that started it. */
public enum Lifetime {
    /** The kernel kills the daemon when this JVM ends, however it ends. For tests. */
    WITH_JVM,
    /** The daemon runs until somebody stops it by its record. For {@code bin/sandbox up}. */
    DETACHED
}
