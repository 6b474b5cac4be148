package io.spirula.e2e.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Something that breaks, and how. */
public record Fault(Victim victim, Manner manner) {

    /** Victims of one group are never struck at the same time. */
    public enum Victim {
        SCHEDULER("scheduler"),
        SNAPSHOT("snapshot"),
        TRANSFER("transfer"),
        RESTORE("restore"),
        KAFKA("kafka"),
        POSTGRES("postgres"),
        SOURCE_OSD("site-a"),
        SOURCE_MONITOR("site-a"),
        SOURCE_KEY("site-a"),
        TARGET_OSD("site-b"),
        TARGET_MONITOR("site-b"),
        TARGET_KEY("site-b");

        private final String group;

        Victim(String group) {
            this.group = group;
        }

        public String group() {
            return group;
        }
    }

    /** How it breaks. */
    public enum Manner {
        /** kill -9; started again after a while. */
        KILLED,
        /** Asked to end; started again after a while. */
        STOPPED,
        /** SIGSTOP, then SIGCONT. */
        FROZEN,
        /** A second instance runs beside it; then the first one is killed, and started again. */
        DOUBLED_FIRST_KILLED,
        /** A second instance runs beside it, and is killed. */
        DOUBLED_SECOND_KILLED,
        /** One of the topics that it reads is kept from it. */
        TOPIC_HELD,
        /** One service's user is removed from the cluster, and given back. */
        REVOKED
    }

    /** Whether the victim may give no answer meanwhile. */
    public boolean silences() {
        return manner != Manner.TOPIC_HELD;
    }

    /** All that may happen, some of it more than once: services more often than what they stand on. */
    public static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (Victim victim : Victim.values()) {
            for (Manner manner : manners(victim)) {
                faults.addAll(Collections.nCopies(weight(manner), new Fault(victim, manner)));
            }
        }
        return faults;
    }

    /** These stand for many topics and for many users. */
    private static int weight(Manner manner) {
        return switch (manner) {
            case TOPIC_HELD -> 3;
            case REVOKED -> 5;
            default -> 1;
        };
    }

    private static Manner[] manners(Victim victim) {
        return switch (victim) {
            case SCHEDULER, SNAPSHOT, TRANSFER, RESTORE ->
                new Manner[] {
                    Manner.KILLED,
                    Manner.STOPPED,
                    Manner.FROZEN,
                    Manner.DOUBLED_FIRST_KILLED,
                    Manner.DOUBLED_SECOND_KILLED,
                    Manner.TOPIC_HELD
                };
            case POSTGRES -> new Manner[] {Manner.KILLED, Manner.STOPPED};
            case KAFKA -> new Manner[] {Manner.KILLED, Manner.STOPPED, Manner.FROZEN};
            case SOURCE_KEY, TARGET_KEY -> new Manner[] {Manner.REVOKED};
            case SOURCE_OSD, SOURCE_MONITOR, TARGET_OSD, TARGET_MONITOR -> new Manner[] {Manner.KILLED, Manner.FROZEN};
        };
    }

    @Override
    public String toString() {
        return victim + " " + manner;
    }
}
