package io.spirula.messaging.query;

import io.spirula.contracts.event.Service;
import java.time.Duration;
import java.util.Set;

/** Asks other services. Safe for use by many threads. */
public interface QueryClient {

    /**
     * Waits until every expected service answered or the time is over.
     *
     * @param question name of a {@link QueryResponder} of the services asked
     * @param arguments anything that {@code EventJson} can write
     * @param expected who must answer, at least one
     * @param timeout more than zero
     * @throws IllegalStateException when this service may not ask
     * @throws IllegalArgumentException when an expected service cannot answer anything
     */
    QueryAnswers ask(String question, Object arguments, Set<Service> expected, Duration timeout);
}
