package io.spirula.messaging.doctor;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.Origin;
import io.spirula.messaging.examination.Examiner;
import io.spirula.messaging.query.QueryResponder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Self-examination of the service. */
@Configuration(proxyBeanMethods = false)
public class DoctorConfiguration {

    /** Less than the ten seconds that a question may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofSeconds(20);

    @Bean
    Examiner databaseExaminer(JdbcClient jdbc) {
        return new DatabaseExaminer(jdbc, Clock.systemUTC());
    }

    @Bean
    Doctor doctor(Origin origin, ObjectProvider<Examiner> examiners) {
        return new Doctor(origin.service(), examiners.orderedStream().toList(), PATIENCE);
    }

    @Bean
    SelfCheck selfCheck(Doctor doctor) {
        return new SelfCheck(doctor, FIRST, INTERVAL, SOON);
    }

    @Bean
    QueryResponder doctorResponder(Doctor doctor, EventJson json) {
        return new QueryResponder() {
            @Override
            public String question() {
                return DoctorQuestion.NAME;
            }

            @Override
            public JsonNode answer(JsonNode arguments) {
                return json.tree(doctor.answer(json.fromTree(arguments, DoctorQuestion.class)));
            }
        };
    }

    /** Where health is shown at all. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class Shown {

        @Bean
        HealthIndicator selfCheckHealthIndicator(SelfCheck check) {
            return new SelfCheckHealth(check);
        }
    }
}
