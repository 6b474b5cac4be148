package io.spirula.scheduler.dispatch;

import io.spirula.scheduler.schedule.Deadlines;
import io.spirula.scheduler.settings.SchedulerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {

    @Bean
    Deadlines deadlines(SchedulerProperties properties) {
        return new Deadlines(
                properties.schedule().shortestDeadline(), properties.schedule().deadlineIntervals());
    }
}
