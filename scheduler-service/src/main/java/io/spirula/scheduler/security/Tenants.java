package io.spirula.scheduler.security;

import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Which pools each tenant may protect, copy to and restore to. Immutable. */
@Component
public final class Tenants {

    private static final String ALL_POOLS = "*";

    private final Map<String, SchedulerProperties.Tenant> tenants;

    public Tenants(SchedulerProperties properties) {
        this.tenants = Map.copyOf(properties.tenants());
    }

    public boolean exists(String tenant) {
        return tenants.containsKey(tenant);
    }

    /** The names of all tenants, sorted. */
    public Set<String> names() {
        return new TreeSet<>(tenants.keySet());
    }

    /** Whether a tenant may use a pool; one that does not exist may use none. */
    public boolean allows(String tenant, PoolRef pool) {
        SchedulerProperties.Tenant found = tenants.get(tenant);
        return found != null
                && (found.pools().contains(ALL_POOLS) || found.pools().contains(pool.text()));
    }

    public Predicate<PoolRef> poolsOf(String tenant) {
        return pool -> allows(tenant, pool);
    }

    /** Which pools a caller may see. */
    public Predicate<PoolRef> poolsOf(Caller caller) {
        return caller.actsForEverybody() ? pool -> true : poolsOf(caller.tenant());
    }
}
