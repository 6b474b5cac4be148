package io.spirula.messaging.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class TraceParentTest {

    private static final String OUTER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String INNER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    @Test
    void scopesEndInWhatWasBefore() {
        try (LogScope outer = TraceParent.open(OUTER)) {
            try (LogScope inner = TraceParent.open(INNER)) {
                assertThat(TraceParent.current()).isEqualTo(INNER);
                assertThat(MDC.get(TraceParent.TRACE_ID)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            }
            assertThat(TraceParent.current()).isEqualTo(OUTER);
            try (LogScope none = TraceParent.open(null)) {
                assertThat(TraceParent.current()).isNull();
            }
            assertThat(MDC.get(TraceParent.TRACE_ID)).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        }
        assertThat(TraceParent.current()).isNull();
        assertThat(MDC.get(TraceParent.TRACE_ID)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nX: y",
            })
    void whatIsNoTraceContextIsPassedOver(String text) {
        assertThat(TraceParent.valid(text)).isNull();
    }

    @Test
    void aRunThatNobodyTracesHasATraceOfItsOwnId() {
        UUID run = UUID.fromString("01a204d8-1600-7c3d-8e4f-5a6b7c8d9e0f");
        assertThat(TraceParent.mintedFor(run))
                .startsWith("00-01a204d816007c3d8e4f5a6b7c8d9e0f-")
                .isEqualTo(TraceParent.valid(TraceParent.mintedFor(run)));
    }
}
