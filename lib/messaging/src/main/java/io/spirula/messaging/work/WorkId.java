package io.spirula.messaging.work;

/**
 * What is worked on by one at a time.
 *
 * @param queue of a worker
 * @param instance in the queue
 */
record WorkId(String queue, String instance) {

    private static final String TASK_PREFIX = "work-";
    private static final int MAX_INSTANCE = 200;

    WorkId {
        if (instance.isEmpty() || instance.length() > MAX_INSTANCE) {
            throw new IllegalArgumentException(
                    "An instance has 1 to " + MAX_INSTANCE + " characters, not " + instance.length());
        }
    }

    /** The name of the queue's task in db-scheduler. */
    static String task(String queue) {
        return TASK_PREFIX + queue;
    }

    @Override
    public String toString() {
        return queue + "/" + instance;
    }
}
