package io.spirula.messaging.inbox;

/** Knows failures that pass by themselves. Every bean of this kind is asked; one yes suffices. */
@FunctionalInterface
public interface FailureClassifier {

    /** Whether trying the same again later can succeed without anybody changing the event or the code. */
    boolean isTransient(Throwable failure);
}
