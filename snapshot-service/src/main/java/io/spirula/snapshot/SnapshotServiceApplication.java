package io.spirula.snapshot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
public class SnapshotServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(SnapshotServiceApplication.class, args);
    }
}
