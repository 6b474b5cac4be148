package io.spirula.restore;

import io.spirula.mover.MoverLimits;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.restore.cluster.Clusters;
import io.spirula.restore.cluster.GuardedClusters;
import io.spirula.restore.work.CopySlots;
import java.util.List;
import java.util.TreeMap;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestoreServiceProperties.class)
class RestoreServiceConfiguration {

    @Bean
    CephConnector cephConnector() {
        return new NativeCephConnector();
    }

    @Bean
    Clusters clusters(RestoreServiceProperties properties, CephConnector connector) {
        return new GuardedClusters(properties.clusters(), connector);
    }

    @Bean
    MoverLimits moverLimits(RestoreServiceProperties properties) {
        MoverLimits defaults = MoverLimits.DEFAULT;
        return new MoverLimits(
                Math.toIntExact(properties.restore().buffer().toBytes()),
                properties.restore().depth(),
                defaults.diffThreads(),
                MoverLimits.hashThreads(Runtime.getRuntime().availableProcessors()),
                defaults.noProgress(),
                defaults.writePath());
    }

    @Bean
    CopySlots copySlots(RestoreServiceProperties properties) {
        return new CopySlots(properties.restore().concurrent());
    }

    @Bean
    List<ClusterCheckup> clusterCheckups(RestoreServiceProperties properties, CephConnector connector) {
        return new TreeMap<>(properties.clusters())
                .entrySet().stream()
                        .map(entry ->
                                new ClusterCheckup(connector, entry.getValue().config(entry.getKey())))
                        .toList();
    }
}
