package io.spirula.scheduler.live;

import io.spirula.scheduler.point.CopyStore;
import io.spirula.scheduler.restore.RestoreTenants;
import io.spirula.scheduler.run.Run;
import io.spirula.scheduler.run.RunStore;
import java.util.HashSet;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    @Bean
    EventOwners eventOwners(RunStore runs, RestoreTenants restores, CopyStore copies) {
        return new EventOwners(run -> runs.find(run).map(Run::tenant), restores::of, disk -> {
            Set<String> tenants = new HashSet<>(runs.tenantsOf(disk));
            tenants.addAll(copies.tenantsOf(disk));
            return tenants;
        });
    }
}
