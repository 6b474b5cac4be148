package io.spirula.messaging.health;

import org.springframework.boot.health.contributor.Status;

/** What Spirula's services say of themselves beside what Spring Boot has words for. */
public final class ServiceStatus {

    /** Something that the service needs does not work as it should, and no restart of it mends that. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private ServiceStatus() {}
}
