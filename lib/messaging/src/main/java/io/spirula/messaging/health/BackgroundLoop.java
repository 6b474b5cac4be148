package io.spirula.messaging.health;

import org.springframework.context.SmartLifecycle;

/** Runs for as long as the service does; one that is to start by itself and does not run makes the service unhealthy. */
public interface BackgroundLoop extends SmartLifecycle {

    /** What operators see when it does not run. */
    String loopName();
}
