package io.spirula.scheduler.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration of scheduler-service.
 *
 * @param knownClusters the names of the clusters that policies and restores may name; empty when any name is taken
 * @param tenants what each tenant may use; a tenant that is not here does not exist
 * @param security who may call
 * @param schedule when runs start and end
 * @param restore how long restores may take
 * @param live how events are shown as they happen
 * @param queries questions to other services
 */
@ConfigurationProperties("spirula")
public record SchedulerProperties(
        @DefaultValue Set<String> knownClusters,
        @DefaultValue Map<String, Tenant> tenants,
        @DefaultValue Security security,
        @DefaultValue Schedule schedule,
        @DefaultValue Restore restore,
        @DefaultValue Live live,
        @DefaultValue Queries queries) {

    private static final int LONGEST_TENANT = 63;

    public SchedulerProperties {
        tenants.keySet()
                .forEach(name -> require(
                        !name.isBlank() && name.length() <= LONGEST_TENANT,
                        "tenants.*",
                        "named by 1 to " + LONGEST_TENANT + " characters",
                        name));
    }

    /**
     * @param pools what the tenant may protect, copy to and restore to: {@code cluster/pool}, {@code cluster/pool/namespace}
     *     or {@code *} for everything
     */
    public record Tenant(@DefaultValue Set<String> pools) {

        public Tenant {
            for (String pool : pools) {
                require(
                        pool.equals("*") || pool.matches("[^/]+/[^/]+(/[^/]+)?"),
                        "tenants.*.pools",
                        "*, cluster/pool or cluster/pool/namespace",
                        pool);
            }
        }
    }

    /**
     * @param bootstrapAdminToken a token with all rights that is not stored, at least 32 characters; none when not set
     */
    public record Security(@Nullable String bootstrapAdminToken) {

        public Security {
            if (bootstrapAdminToken != null && !bootstrapAdminToken.isEmpty() && bootstrapAdminToken.length() < 32) {
                throw new IllegalArgumentException(
                        "spirula.security.bootstrap-admin-token must have at least 32 characters");
            }
        }

        @Override
        public String toString() {
            return "Security[bootstrapAdminToken=" + (bootstrapAdminToken == null ? "none" : "***") + "]";
        }
    }

    /**
     * @param pollInterval how often to look for what is due, 10 ms to 10 s
     * @param shortestDeadline how long a run may take at least, more than zero
     * @param deadlineIntervals how many intervals of its schedule a run may take, if that is longer; 1 to 100
     * @param keepRuns how long ended runs stay listed, at least 1 h
     */
    public record Schedule(
            @DefaultValue("100ms") Duration pollInterval,
            @DefaultValue("10m") Duration shortestDeadline,
            @DefaultValue("3") int deadlineIntervals,
            @DefaultValue("90d") Duration keepRuns) {

        /** Cron expressions may mean decades between two runs. */
        private static final int MOST_INTERVALS = 100;

        public Schedule {
            within(pollInterval, Duration.ofMillis(10), Duration.ofSeconds(10), "schedule.poll-interval");
            within(shortestDeadline, Duration.ofSeconds(1), Duration.ofDays(366), "schedule.shortest-deadline");
            within(deadlineIntervals, MOST_INTERVALS, "schedule.deadline-intervals");
            within(keepRuns, Duration.ofHours(1), Duration.ofDays(3660), "schedule.keep-runs");
        }
    }

    /**
     * @param deadline how long a restore may take until its image is usable
     */
    public record Restore(@DefaultValue("1d") Duration deadline) {

        public Restore {
            within(deadline, Duration.ofSeconds(1), Duration.ofDays(366), "restore.deadline");
        }
    }

    /**
     * @param buffer how many of the last events can be read again, 1 to 100000
     * @param heartbeat how often a silent connection is shown to be alive
     * @param queue how many events a slow client may be behind before it is dropped, 1 to 100000
     * @param clients how many may watch at once in this process, 1 to 100000
     * @param clientsPerToken how many of them may come with one token, 1 to 100000
     */
    public record Live(
            @DefaultValue("1000") int buffer,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("1000") int queue,
            @DefaultValue("200") int clients,
            @DefaultValue("20") int clientsPerToken) {

        private static final int MOST = 100_000;

        public Live {
            within(buffer, MOST, "live.buffer");
            within(heartbeat, Duration.ofMillis(100), Duration.ofMinutes(5), "live.heartbeat");
            within(queue, MOST, "live.queue");
            within(clients, MOST, "live.clients");
            within(clientsPerToken, MOST, "live.clients-per-token");
        }
    }

    /**
     * @param timeout how long to wait for answers of other services
     * @param applyTimeout how long to wait for them while a policy is applied
     */
    public record Queries(
            @DefaultValue("10s") Duration timeout,
            @DefaultValue("3s") Duration applyTimeout) {

        public Queries {
            within(applyTimeout, Duration.ofMillis(10), Duration.ofMinutes(1), "queries.apply-timeout");
            within(timeout, Duration.ofMillis(100), Duration.ofMinutes(1), "queries.timeout");
        }
    }

    private static void within(Duration value, Duration min, Duration max, String name) {
        require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, name, min + " to " + max, value);
    }

    private static void within(int value, int max, String name) {
        require(value >= 1 && value <= max, name, "1 to " + max, value);
    }

    private static void require(boolean holds, String name, String allowed, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("spirula." + name + " must be " + allowed + ", not " + value);
        }
    }
}
