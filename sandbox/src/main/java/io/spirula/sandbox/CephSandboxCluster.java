package io.spirula.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A real Ceph cluster of one monitor and one OSD (BlueStore in a sparse file of 32 GiB), on loopback unless told
 * otherwise, and a manager daemon only where it was asked for. It has one pool, {@code rbd}. Safe to use from several
 * threads.
 */
public final class CephSandboxCluster implements AutoCloseable {
    /** How many neighbouring ports a cluster takes: monitor v2, monitor v1, then what the OSD picks. */
    public static final int PORTS = 32;

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    /** A client that found no OSD asks again this often; the default of 5 s is most of a start's time. */
    private static final String ASK_AGAIN = "--objecter_tick_interval=0.2";

    private final String name;
    private final Path directory;
    private final String address;
    private final int basePort;
    private final Daemons daemons;

    private CephSandboxCluster(String name, Path directory, String address, int basePort, Daemons daemons) {
        this.name = name;
        this.directory = directory.toAbsolutePath();
        this.address = address;
        this.basePort = basePort;
        this.daemons = daemons;
    }

    /**
     * Starts a new cluster, or what does not run of an existing one, and returns when it serves I/O.
     *
     * @param directory its own directory; made when missing
     * @param basePort the first of {@link #PORTS} ports, for instance from {@link LoopbackPorts#freeBlock}
     */
    public static CephSandboxCluster start(String name, Path directory, int basePort, Lifetime lifetime) {
        return start(name, directory, basePort, new Daemons(directory, lifetime));
    }

    static CephSandboxCluster start(String name, Path directory, int basePort, Daemons daemons) {
        return start(name, directory, LoopbackPorts.ADDRESS, basePort, daemons);
    }

    /**
     * @param address where it listens; it must stay the same as long as the directory is kept
     */
    static CephSandboxCluster start(String name, Path directory, String address, int basePort, Daemons daemons) {
        var cluster = new CephSandboxCluster(name, directory, address, basePort, daemons);
        cluster.start();
        return cluster;
    }

    /** A cluster that was started before, perhaps by another JVM. */
    static CephSandboxCluster attach(String name, Path directory, int basePort, Daemons daemons) {
        return new CephSandboxCluster(name, directory, LoopbackPorts.ADDRESS, basePort, daemons);
    }

    public String name() {
        return name;
    }

    public Path conf() {
        return directory.resolve("ceph.conf");
    }

    public Path adminKeyring() {
        return keyring("client.admin");
    }

    /** Where the keyring of an entity such as {@code client.spirula-transfer} is. */
    public Path keyring(String entity) {
        return directory.resolve(entity + ".keyring");
    }

    /** All that a client needs to know to find it. */
    String clientConf() {
        return CephConfig.client(fsid(), address, basePort);
    }

    public String fsid() {
        return FileTree.read(directory.resolve("fsid")).strip();
    }

    public int monitorPort() {
        return basePort;
    }

    public Daemon monitor() {
        return daemon("mon");
    }

    public Daemon osd() {
        return daemon("osd");
    }

    /** Starts again what was killed or stopped, with the data it had; returns when it serves I/O. */
    public void start() {
        if (Files.exists(formatted())) {
            requireSameAddress();
        } else {
            format();
        }
        if (daemons.find(daemonName("mon")).isEmpty()) {
            LoopbackPorts.requireFree(basePort, "the monitor of " + name);
            LoopbackPorts.requireFree(basePort + 1, "the monitor of " + name);
        }
        var monitor = daemons.findOrStart(daemonName("mon"), foreground("ceph-mon", "a"));
        Await.ready(monitor, START_LIMIT, () -> LoopbackPorts.answers(address, basePort));
        if (!Files.exists(ready())) {
            createOsd();
        }
        daemons.findOrStart(daemonName("osd"), foreground("ceph-osd", "0"));
        if (!Files.exists(ready())) {
            createPool("rbd");
            FileTree.write(ready(), "");
        }
        rbd(ASK_AGAIN, "ls", "rbd");
    }

    /** Makes a pool of 8 placement groups and prepares it for images; an existing one is left alone. */
    public void createPool(String pool) {
        ceph("osd", "pool", "create", pool, "8", "8");
        rbd(ASK_AGAIN, "pool", "init", pool);
    }

    /** Makes an erasure-coded pool that images of other pools can have their data in; an existing one is left alone. */
    public void createErasureCodedPool(String pool) {
        ErasureCodedPool.create(tools(), directory, pool);
    }

    /**
     * Starts a manager daemon without modules, unless one runs, and returns when it is active: from then on the monitor
     * hears how much the pools hold, and their quotas count. {@link #start()} does not bring it back.
     */
    public Daemon startManager() {
        return CephMgr.findOrStart(this, directory, daemons);
    }

    /** Makes the cluster believe, within seconds, that it has no room left; or that it has. */
    public void setFull(boolean full) {
        // the OSD raises a ratio to the one below it
        ceph("osd", "set-nearfull-ratio", full ? "0.00002" : "0.85");
        ceph("osd", "set-backfillfull-ratio", full ? "0.00003" : "0.9");
        ceph("osd", "set-full-ratio", full ? "0.0001" : "0.95");
    }

    /**
     * Makes a user, or changes the capabilities of an existing one, and stores its keyring.
     *
     * @param entity such as {@code client.spirula-transfer}
     * @param capabilities as for {@code ceph auth caps}: service, capability, service, capability ...
     */
    public Path authorize(String entity, String... capabilities) {
        ceph("auth", "get-or-create", entity);
        var arguments = new ArrayList<>(List.of("auth", "caps", entity));
        arguments.addAll(List.of(capabilities));
        ceph(arguments.toArray(String[]::new));
        FileTree.writeSecret(keyring(entity), ceph("auth", "get-or-create", entity));
        return keyring(entity);
    }

    /** The names of its pools. */
    public List<String> pools() {
        return ceph("osd", "pool", "ls").lines().toList();
    }

    /** The stock programs, as its administrator. */
    public CephTools tools() {
        return new CephTools(conf(), adminKeyring());
    }

    /** See {@link CephTools#ceph}. */
    public String ceph(String... arguments) {
        return tools().ceph(arguments);
    }

    /** See {@link CephTools#rbd}. */
    public String rbd(String... arguments) {
        return tools().rbd(arguments);
    }

    /** See {@link CephTools#rados}. */
    public String rados(String... arguments) {
        return tools().rados(arguments);
    }

    /** See {@link CephTools#sha256}. */
    public String sha256(String imageOrSnapshot) {
        return tools().sha256(imageOrSnapshot);
    }

    /** Ends the daemons; {@link #start()} brings them back with their data. */
    public void stop() {
        daemons.find(CephMgr.daemonName(name)).ifPresent(Daemon::stop);
        daemons.find(daemonName("osd")).ifPresent(Daemon::stop);
        daemons.find(daemonName("mon")).ifPresent(Daemon::stop);
    }

    /** Kills the daemons and removes all files of the cluster. */
    @Override
    public void close() {
        daemons.find(CephMgr.daemonName(name)).ifPresent(Daemon::kill);
        daemons.find(daemonName("osd")).ifPresent(Daemon::kill);
        daemons.find(daemonName("mon")).ifPresent(Daemon::kill);
        FileTree.delete(directory);
    }

    private void format() {
        FileTree.delete(directory.resolve("mon"));
        FileTree.create(directory.resolve("mon"));
        var fsid = UUID.randomUUID().toString();
        FileTree.write(directory.resolve("fsid"), fsid);
        FileTree.write(conf(), CephConfig.text(name, fsid, directory, address, basePort));
        newKey("mon.", "--cap", "mon", "allow *");
        newKey("client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *");
        newKey("osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
        var first = directory.resolve("first.keyring");
        FileTree.writeSecret(
                first,
                FileTree.read(keyring("mon."))
                        + FileTree.read(keyring("client.admin"))
                        + FileTree.read(keyring("osd.0")));
        var map = directory.resolve("monmap").toString();
        Command.run(List.of(
                "monmaptool",
                "--create",
                "--clobber",
                "--addv",
                "a",
                "[v2:%1$s:%2$d,v1:%1$s:%3$d]".formatted(address, basePort, basePort + 1),
                "--fsid",
                fsid,
                map));
        Command.run(List.of(
                "ceph-mon",
                "-c",
                conf().toString(),
                "--mkfs",
                "-i",
                "a",
                "--monmap",
                map,
                "--keyring",
                first.toString()));
        FileTree.write(formatted(), "");
    }

    /** The monitor's map holds its address, so it cannot be found at another one. */
    private void requireSameAddress() {
        if (!FileTree.read(conf()).contains(CephConfig.monHost(address, basePort))) {
            throw new SandboxException(name + " was made to listen elsewhere than on " + address + ":" + basePort
                    + ", see " + conf() + "; give it that address again, or remove " + directory);
        }
    }

    private void newKey(String entity, String... capabilities) {
        var argv = new ArrayList<>(
                List.of("ceph-authtool", "--create-keyring", keyring(entity).toString(), "--gen-key", "-n", entity));
        argv.addAll(List.of(capabilities));
        Command.run(argv);
    }

    private void createOsd() {
        daemons.find(daemonName("osd")).ifPresent(Daemon::kill);
        FileTree.delete(directory.resolve("osd"));
        FileTree.create(directory.resolve("osd"));
        var id = directory.resolve("osd.uuid");
        if (!Files.exists(id)) {
            FileTree.write(id, UUID.randomUUID().toString());
        }
        ceph("osd", "new", FileTree.read(id), "0");
        Command.run(List.of("ceph-osd", "-c", conf().toString(), "-i", "0", "--mkfs", "--osd-uuid", FileTree.read(id)));
    }

    private Daemons.Spec foreground(String program, String id) {
        return Daemons.Spec.of(List.of(program, "-c", conf().toString(), "-i", id, "-f"), Signal.TERM);
    }

    private Daemon daemon(String role) {
        return daemons.find(daemonName(role))
                .orElseThrow(() -> new SandboxException(daemonName(role) + " does not run"));
    }

    private String daemonName(String role) {
        return name + "-" + role;
    }

    private Path formatted() {
        return directory.resolve("formatted");
    }

    private Path ready() {
        return directory.resolve("ready");
    }
}
