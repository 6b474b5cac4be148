package io.spirula.restore;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class RestoreServiceApplication {

    public static void main(String[] args) {
        SpringApplication.run(RestoreServiceApplication.class, args);
    }
}
