package io.spirula.scheduler.live;

import io.spirula.scheduler.restore.RestoreTenants;
import io.spirula.scheduler.run.Run;
import io.spirula.scheduler.run.RunStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    @Bean
    EventOwners eventOwners(RunStore runs, RestoreTenants restores) {
        return new EventOwners(run -> runs.find(run).map(Run::tenant), restores::of);
    }
}
