package io.spirula.messaging.trace;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Traces. */
@Configuration(proxyBeanMethods = false)
public class TraceConfiguration {

    @Bean
    Traces traces(JdbcClient jdbc) {
        return new Traces(jdbc);
    }
}
