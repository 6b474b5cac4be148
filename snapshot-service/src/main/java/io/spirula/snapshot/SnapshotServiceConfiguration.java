package io.spirula.snapshot;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.snapshot.cluster.ConnectedClusters;
import io.spirula.snapshot.inventory.ScanInterval;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SnapshotServiceProperties.class)
class SnapshotServiceConfiguration {

    @Bean
    CephConnector cephConnector() {
        return new NativeCephConnector();
    }

    @Bean(destroyMethod = "close")
    ConnectedClusters clusters(SnapshotServiceProperties properties, CephConnector connector) {
        return new ConnectedClusters(properties.clusters(), connector);
    }

    @Bean
    ScanInterval scanInterval(SnapshotServiceProperties properties) {
        return new ScanInterval(properties.snapshot().scanInterval());
    }
}
