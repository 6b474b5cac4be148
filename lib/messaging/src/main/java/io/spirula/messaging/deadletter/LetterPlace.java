package io.spirula.messaging.deadletter;

/**
 * Where a letter is.
 *
 * @param topic a dead-letter topic
 * @param partition of it
 * @param offset in the partition
 */
public record LetterPlace(String topic, int partition, long offset) {}
