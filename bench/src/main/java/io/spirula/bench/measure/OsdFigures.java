package io.spirula.bench.measure;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an OSD counts since its start or {@link #reset} ({@code perf dump}), asked for on its admin socket.
 *
 * @param given bytes that clients got from it
 * @param taken bytes that clients sent it
 */
public record OsdFigures(long given, long taken) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static OsdFigures of(Path adminSocket) {
        var osd = JSON.readTree(dump(adminSocket)).get("osd");
        return new OsdFigures(
                osd.get("op_out_bytes").asLong(), osd.get("op_in_bytes").asLong());
    }

    /** All that it counts, as JSON. */
    static String dump(Path adminSocket) {
        return ask(adminSocket, "{\"prefix\": \"perf dump\"}");
    }

    /** It counts from now on. */
    static void reset(Path adminSocket) {
        ask(adminSocket, "{\"prefix\": \"perf reset\", \"var\": \"all\"}");
    }

    private static String ask(Path adminSocket, String command) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(adminSocket))) {
            channel.write(ByteBuffer.wrap((command + "\0").getBytes(StandardCharsets.UTF_8)));
            var length = ByteBuffer.allocate(Integer.BYTES);
            fill(channel, length);
            var answer = ByteBuffer.allocate(length.flip().getInt());
            fill(channel, answer);
            return new String(answer.array(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the OSD does not answer at " + adminSocket, e);
        }
    }

    private static void fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the answer ended early");
            }
        }
    }
}
