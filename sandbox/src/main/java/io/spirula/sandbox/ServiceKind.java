package io.spirula.sandbox;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The four services: module, schema, Ceph user, and how their JVMs are started. */
public enum ServiceKind {
    SCHEDULER("scheduler", 0, null, Flags.QUICK_START),
    SNAPSHOT("snapshot", 1, CephUser.SNAPSHOT, Flags.QUICK_START),
    TRANSFER("transfer", 2, CephUser.TRANSFER, Flags.FULL_SPEED),
    RESTORE("restore", 3, CephUser.RESTORE, Flags.FULL_SPEED);

    private static final class Flags {
        static final List<String> QUICK_START = List.of(
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms48m", "-Xmx192m", "-XX:+ExitOnOutOfMemoryError");
        // without the optimising compiler, hashing and encryption would be ten times slower
        static final List<String> FULL_SPEED = List.of(
                "-XX:+UseSerialGC",
                "-Xms48m",
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=192m",
                "-XX:+ExitOnOutOfMemoryError");
    }

    private final String schema;
    private final int place;
    private final @Nullable String cephEntity;
    private final List<String> jvmFlags;

    ServiceKind(String schema, int place, @Nullable String cephEntity, List<String> jvmFlags) {
        this.schema = schema;
        this.place = place;
        this.cephEntity = cephEntity;
        this.jvmFlags = jvmFlags;
    }

    /** The Maven module, and the name of the first instance. */
    public String module() {
        return schema + "-service";
    }

    /** Both the PostgreSQL role and its schema. */
    public String schema() {
        return schema;
    }

    /** Its user on a broker with access control. */
    public String kafkaUser() {
        return "spirula-" + schema;
    }

    /** Which of the management ports is its first instance's, counted from 0. */
    int place() {
        return place;
    }

    Optional<String> cephEntity() {
        return Optional.ofNullable(cephEntity);
    }

    List<String> jvmFlags() {
        return jvmFlags;
    }
}
