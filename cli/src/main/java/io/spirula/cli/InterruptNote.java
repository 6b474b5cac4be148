package io.spirula.cli;

/** What somebody is told who stops the command: what it started goes on. Safe for use by many threads. */
final class InterruptNote implements Runnable {

    private volatile String text = "";

    void set(String note) {
        text = note;
    }

    @Override
    public void run() {
        if (!text.isEmpty()) {
            System.err.println();
            System.err.println(text);
        }
    }
}
