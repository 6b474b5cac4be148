package io.spirula.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The digest of what stock {@code rbd export} gives, by nothing but what docs/point-digest.md says. */
final class DocumentedDigest {

    private static final int BLOCK = 4096;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private DocumentedDigest() {}

    /**
     * @param directory for the exported file, which is removed
     */
    static String of(Site site, String spec, Path directory) {
        Path file = directory.resolve(World.unique("exported"));
        site.rbd("export", "--no-progress", spec, file.toString());
        try (InputStream bytes = Files.newInputStream(file)) {
            return of(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } finally {
            file.toFile().delete();
        }
    }

    private static String of(InputStream bytes) throws IOException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        BigInteger sum = BigInteger.ZERO;
        long offset = 0;
        for (byte[] read = bytes.readNBytes(BLOCK); read.length > 0; read = bytes.readNBytes(BLOCK)) {
            byte[] block = Arrays.copyOf(read, BLOCK);
            if (!Arrays.equals(block, new byte[BLOCK])) {
                sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(offset).flip());
                sum = sum.add(new BigInteger(1, sha256.digest(block)));
            }
            offset += BLOCK;
        }
        return "sum256:%064x".formatted(sum.mod(MODULUS));
    }
}
