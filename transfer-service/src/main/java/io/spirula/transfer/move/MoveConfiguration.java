package io.spirula.transfer.move;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MoveConfiguration {

    @Bean
    @ConditionalOnMissingBean
    FailPoint failPoint() {
        return FailPoint.INERT;
    }

    @Bean
    @ConditionalOnMissingBean
    CephConnector cephConnector() {
        return new NativeCephConnector();
    }
}
