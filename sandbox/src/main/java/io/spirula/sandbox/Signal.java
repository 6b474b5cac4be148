package io.spirula.sandbox;

import java.io.IOException;
import java.util.List;

/** The signals that the sandbox sends. */
public enum Signal {
    TERM,
    INT,
    QUIT,
    KILL,
    STOP,
    CONT;

    /** Sends this signal; a process that is already gone is no error. */
    public void send(long pid) {
        // the shell's built-in: a minimal Debian has no kill program, and Java itself knows only TERM and KILL
        var kill = List.of("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name(), Long.toString(pid));
        try {
            new ProcessBuilder(kill)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new SandboxException("cannot send " + name() + " to process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while sending " + name() + " to process " + pid, e);
        }
    }
}
