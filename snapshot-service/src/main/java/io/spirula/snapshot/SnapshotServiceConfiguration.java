package io.spirula.snapshot;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.snapshot.cluster.ConnectedClusters;
import io.spirula.snapshot.inventory.ScanInterval;
import java.util.List;
import java.util.TreeMap;
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

    @Bean
    List<ClusterCheckup> clusterCheckups(SnapshotServiceProperties properties, CephConnector connector) {
        return new TreeMap<>(properties.clusters())
                .entrySet().stream()
                        .map(entry ->
                                new ClusterCheckup(connector, entry.getValue().config(entry.getKey())))
                        .toList();
    }
}
