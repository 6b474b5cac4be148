package io.spirula.scheduler.protection;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Judges every image anew when the service starts, for the configuration may have taken pools from a tenant meanwhile. */
@Component
class StartupReview implements ApplicationRunner {

    private final ProtectionService protections;

    StartupReview(ProtectionService protections) {
        this.protections = protections;
    }

    @Override
    @Transactional
    public void run(ApplicationArguments arguments) {
        protections.lock();
        protections.policiesChanged();
    }
}
