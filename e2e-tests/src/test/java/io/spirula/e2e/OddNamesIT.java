package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rbd.Rbd;
import com.ceph.rbd.RbdException;
import com.ceph.rbd.RbdImage;
import io.spirula.contracts.ImageRef;
import io.spirula.e2e.Terminal.Printed;
import io.spirula.sandbox.ServiceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Images whose names no shell, path or table would take as they are. librbd opens them, so they are protected. */
class OddNamesIT {

    private static final String NAMESPACE = "odd";
    private static final long MIB = 1 << 20;
    /** In bytes: with what librbd puts before it, as much as an OSD takes for the name of an object. */
    private static final int LONGEST = 2041;

    private static final List<String> NAMES = List.of(
            "with space",
            "it's \"quoted\" `here`",
            "$(touch spirula-was-here)",
            "-rf",
            "--help",
            ";rm -rf x|&",
            "line\nbreak",
            "\u001b[2Jescape",
            "../../etc",
            "a/b",
            "a@b",
            "%2F",
            "*",
            "Größe-日本-\uD83D\uDC19",
            "n".repeat(300),
            "l".repeat(LONGEST));

    private static final World WORLD = World.get();
    private static final Disk ANY = new Disk(WORLD, NAMESPACE, "*", "p-odd-names");

    @BeforeAll
    static void theImagesAreProtected() throws Exception {
        WORLD.source().rbd("namespace", "create", "rbd/" + NAMESPACE);
        WORLD.target().rbd("namespace", "create", "rbd/" + NAMESPACE);
        try (Pool pool = new Pool(WORLD.source().conf())) {
            for (String name : NAMES) {
                pool.rbd.create(name, 4 * MIB);
            }
        }
        for (int i = 0; i < NAMES.size(); i++) {
            RandomWriter.fill(WORLD.source().conf(), "rbd", NAMESPACE, NAMES.get(i), 4 * MIB, 128 << 10, 100L + i);
        }
        WORLD.api()
                .putYaml("/policies/" + ANY.policy(), ANY.manifest(ANY.policy(), "*", "every: 24h", 3))
                .expectSuccess();
    }

    @Test
    void noLongerNameCanBeGiven() throws Exception {
        try (Pool pool = new Pool(WORLD.source().conf())) {
            assertThatThrownBy(() -> pool.rbd.create("l".repeat(LONGEST + 1), MIB))
                    .isInstanceOf(RbdException.class);
        }
    }

    @Test
    void anImageThatCannotBeOpenedIsReportedByItsId() {
        Site source = WORLD.source();
        String name = "u".repeat(300);
        source.rbd("namespace", "create", "rbd/unopened");
        source.rbd("create", "--size", "1M", "rbd/unopened/" + name);
        String id = source.imageId("rbd/unopened/" + name);
        rados("rm", "rbd_object_map." + id);
        rados("rm", "rbd_header." + id);
        try {
            await("its id is told")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(unreadable()).contains("/unopened/" + id));
        } finally {
            rados("rm", "rbd_id." + name);
            rados("rmomapkey", "rbd_directory", "name_" + name);
            rados("rmomapkey", "rbd_directory", "id_" + id);
        }
        await("it is gone")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(unreadable()).doesNotContain(id));
        source.rbd("namespace", "remove", "rbd/unopened");
    }

    private static void rados(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-p", "rbd", "--namespace", "unopened"));
        all.addAll(List.of(arguments));
        WORLD.source().cluster().rados(all.toArray(String[]::new));
    }

    private static String unreadable() {
        return Scrape.get(WORLD.sandbox().service(ServiceKind.SNAPSHOT), "/actuator/health")
                .body();
    }

    @AfterAll
    static void nothingIsProtected() {
        ANY.unprotect();
    }

    @Test
    void eachIsProtectedAndItsReplicaEqualsIt() throws Exception {
        for (String name : NAMES) {
            String ref = new ImageRef("site-a", "rbd", NAMESPACE, name).text();
            JsonNode point = await("a point of " + ref)
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> completePoint(ref), found -> found != null);
            JsonNode replica = Disk.copy(point).get("replica");
            try (Pool source = new Pool(WORLD.source().conf());
                    Pool target = new Pool(WORLD.target().conf())) {
                String snapshot = point.get("snapshot").asString();
                assertThat(target.sha256(replica.get("ref").get("name").asString(), snapshot))
                        .as("the replica of %s", ref)
                        .isEqualTo(source.sha256(name, snapshot));
            }
        }
        assertThat(Path.of("spirula-was-here")).doesNotExist();
    }

    @Test
    void eachIsShownWithoutHarmAndRestoredByWhatIsShown() {
        Terminal terminal = Terminal.of(WORLD);
        for (String name : NAMES) {
            String ref = new ImageRef("site-a", "rbd", NAMESPACE, name).text();
            await("a point of " + ref)
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> completePoint(ref), found -> found != null);
        }
        Printed images = terminal.type("images");
        assertThat(images.exit()).as("%s", images).isZero();
        assertThat(images.out()).doesNotContain("\u001b").contains("with space", "-rf", "$(touch");

        for (String name : List.of("$(touch spirula-was-here)", "a/b", "-rf", "Größe-日本-\uD83D\uDC19")) {
            String ref = new ImageRef("site-a", "rbd", NAMESPACE, name).text();
            String to = "site-b/rbd/" + NAMESPACE + "/restored-" + NAMES.indexOf(name);
            Printed restored = terminal.type("restore", ref, "--to", to, "--wait");
            assertThat(restored.exit()).as("%s", restored).isZero();
        }
    }

    private static JsonNode completePoint(String ref) {
        Api.Answer answer = WORLD.api().get("/points?image=" + Api.query(ref));
        if (answer.status() != 200) {
            return null;
        }
        for (JsonNode point : answer.body()) {
            if (Disk.copy(point).get("state").asString().equals("complete")) {
                return point;
            }
        }
        return null;
    }

    /** The namespace on one cluster, by librbd itself: the {@code rbd} program cannot name all of these. */
    private static final class Pool implements AutoCloseable {

        private final Rados cluster = new Rados("admin");
        private final IoCTX io;
        private final Rbd rbd;

        Pool(Path conf) throws Exception {
            cluster.confReadFile(conf.toFile());
            cluster.connect();
            io = cluster.ioCtxCreate("rbd");
            RandomWriter.LibRados.INSTANCE.rados_ioctx_set_namespace(io.getPointer(), NAMESPACE);
            rbd = new Rbd(io);
        }

        String sha256(String image, String snapshot) throws Exception {
            RbdImage opened = rbd.open(image, snapshot);
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                long size = opened.stat().size;
                byte[] buffer = new byte[(int) MIB];
                for (long offset = 0; offset < size; ) {
                    int read = opened.read(offset, buffer, (int) Math.min(buffer.length, size - offset));
                    digest.update(Arrays.copyOf(buffer, read));
                    offset += read;
                }
                return HexFormat.of().formatHex(digest.digest());
            } finally {
                rbd.close(opened);
            }
        }

        @Override
        public void close() throws IOException {
            io.close();
            cluster.shutDown();
        }
    }
}
