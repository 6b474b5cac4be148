package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessRecordTest {
    private final ProcessRecord me = ProcessRecord.of(ProcessHandle.current().pid(), Signal.TERM, Signal.KILL);

    @Test
    void aRunningProcessIsAlive() {
        assertThat(me.isAlive()).isTrue();
    }

    @Test
    void aReusedPidIsAnotherProcess() {
        assertThat(new ProcessRecord(me.pid(), me.startTicks() - 1, me.boot(), Signal.TERM, Signal.KILL).isAlive())
                .isFalse();
    }

    @Test
    void aProcessOfAnEarlierBootIsGone() {
        assertThat(new ProcessRecord(me.pid(), me.startTicks(), "earlier", Signal.TERM, Signal.KILL).isAlive())
                .isFalse();
    }
}
