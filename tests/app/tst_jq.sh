#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Framelens authors
# jq scripts that were written for tshark's JSON say the same of ours: of the sample, by both programs. With what tshark
# said once where there is none here (KEEP=1 keeps it anew). Sequence numbers are as
# they were sent. tst_jq.sh FRAMELENS-CLI
set -uo pipefail
cli=$1
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sample=$source_root/resources/sample.pcapng
kept=$source_root/tests/data/jq
command -v jq > /dev/null || { echo "SKIP: no jq here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TZ=UTC LC_ALL=C.UTF-8
failed=0

both() { # name, form, jq options and script
    local name=$1 form=$2
    shift 2
    "$cli" -r "$sample" -T "$form" | jq "$@" > "$work/ours" || failed=1
    if command -v tshark > /dev/null; then
        tshark -n -o tcp.relative_sequence_numbers:false -r "$sample" -T "$form" 2> /dev/null | jq "$@" > "$work/tsharks"
        [[ -n ${KEEP:-} ]] && mkdir -p "$kept" && cp "$work/tsharks" "$kept/$name"
        cmp -s "$work/tsharks" "$kept/$name" || { echo "FAIL: $name: tshark says something else than it did"; failed=1; }
    fi
    if [[ -s $kept/$name ]] && diff "$work/ours" "$kept/$name" > "$work/difference"; then
        echo "PASS: $name"
    else
        echo "FAIL: $name"
        head -20 "$work/difference"
        failed=1
    fi
}

both talkers json -c 'map(._source.layers.ip["ip.src"] // empty) | group_by(.) | map({address: .[0], frames: length})'
both questions json -r '.[]._source.layers | select(.dns["dns.flags_tree"]["dns.flags.response"] == "0")
    | [.frame["frame.number"], .ip["ip.dst"], .dns["dns.id"], (.dns.Queries // {} | .[] | .["dns.qry.type"])] | @csv'
both handshakes json -r '.[]._source.layers | select(.tcp["tcp.flags_tree"]["tcp.flags.syn"] == "1" and .tcp["tcp.options"])
    | [.ip["ip.src"], .tcp["tcp.srcport"], .tcp["tcp.dstport"], .tcp["tcp.options_tree"]["tcp.options.mss_tree"]["tcp.options.mss_val"]] | @tsv'
both requests ek -r 'select(.layers.http.http_http_request_method) | .layers
    | [.frame.frame_frame_number, .ip.ip_ip_src, .http.http_http_request_method, .http.http_http_host] | @tsv'
both ports ek -c 'select(.layers.udp and .layers.ip) | [.layers.frame.frame_frame_number, .layers.udp.udp_udp_port]'
exit $failed
