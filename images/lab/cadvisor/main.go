// cAdvisor's library under a small main program: its own command is in no module that a proxy serves.
// The flags that the platform uses have cAdvisor's names; the library brings the rest. It reads control groups and asks no engine:
// no pages, no JSON API, no cloud metadata.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/google/cadvisor/cache/memory"
	"github.com/google/cadvisor/container"
	info "github.com/google/cadvisor/info/v2"
	"github.com/google/cadvisor/manager"
	"github.com/google/cadvisor/metrics"
	"github.com/google/cadvisor/utils/sysfs"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

var (
	port            = flag.Int("port", 8080, "port to listen on")
	storageDuration = flag.Duration("storage_duration", 2*time.Minute, "how long to keep data in memory")
	prefixes        = flag.String("raw_cgroup_prefix_whitelist", "", "comma-separated prefixes of control groups that are collected even with -docker_only")
	enabled         = container.MetricSet{}
)

func main() {
	klog.InitFlags(nil)
	flag.Var(&enabled, "enable_metrics", "comma-separated metrics to collect; without it: cpu, memory, diskIO")
	flag.Parse()
	if len(enabled) == 0 {
		enabled = container.MetricSet{container.CpuUsageMetrics: {}, container.MemoryUsageMetrics: {}, container.DiskIOMetrics: {}}
	}

	watcher, err := manager.New(memory.New(*storageDuration, nil), sysfs.NewRealSysFs(), manager.HousekeepingConfigFlags, enabled, http.DefaultClient, strings.Split(*prefixes, ","), nil, "", 0)
	if err != nil {
		klog.Fatalf("cannot watch this host: %v", err)
	}
	if err := watcher.Start(); err != nil {
		klog.Fatalf("cannot start: %v", err)
	}

	server := &http.Server{Addr: fmt.Sprintf(":%d", *port), Handler: handler(watcher), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ended
		_ = watcher.Stop()
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		klog.Fatal(err)
	}
}

func handler(watcher manager.Manager) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		metrics.NewPrometheusCollector(watcher, metrics.BaseContainerLabels(nil), enabled, clock.RealClock{}, info.RequestOptions{IdType: info.TypeName, Count: 1, Recursive: true}),
		metrics.NewPrometheusMachineCollector(watcher, enabled),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("/healthz", func(answer http.ResponseWriter, _ *http.Request) { fmt.Fprint(answer, "ok") })
	return mux
}
