package io.spirula.transfer.move;

import io.spirula.mover.dirty.MapSurvey;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.checkup.LibrbdRelease;
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
    MapSurvey mapSurvey() {
        return new MapSurvey(LibrbdRelease.ours());
    }

    @Bean
    @ConditionalOnMissingBean
    CephConnector cephConnector() {
        return new NativeCephConnector();
    }
}
