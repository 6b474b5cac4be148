package io.spirula.scheduler.policy;

import io.spirula.scheduler.security.Tenants;
import java.util.stream.Collectors;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Lets the service start only if the configuration names the tenant of every policy: a line that somebody forgot must not
 * look like the wish to release all images of a tenant.
 */
@Component
class KnownTenants implements InitializingBean {

    private final PolicyStore policies;
    private final Tenants tenants;

    KnownTenants(PolicyStore policies, Tenants tenants) {
        this.policies = policies;
        this.tenants = tenants;
    }

    /** Before anything is consumed or judged. */
    @Override
    public void afterPropertiesSet() {
        String orphans = policies.all().stream()
                .filter(policy -> !tenants.exists(policy.tenant()))
                .map(policy -> policy.name() + " (tenant " + policy.tenant() + ")")
                .collect(Collectors.joining(", "));
        if (!orphans.isEmpty()) {
            throw new IllegalStateException(
                    "TENANT_NOT_CONFIGURED: the configuration does not name the tenants of these"
                            + " policies: " + orphans
                            + ". Set spirula.tenants.<name>.pools for them, or set it to nothing to"
                            + " have their images released");
        }
    }
}
