/** English of scans that travel on somebody else's phone: it loads with those views, after the first button. */
export const enCarry = {
  show: {
    title: 'Let a classmate bring it',
    preparing: 'Sealing your scan.',
    how: 'Ask somebody who is online to scan this with their phone’s camera, or show it to your professor.',
    sealed: 'It is sealed: nobody on the way can read or change it. Your phone sends the scan itself as well, as soon as it is online.',
    picture: 'QR code with your sealed scan',
    arrived: { word: 'Sent', sentence: 'The server has this scan. There is nothing left to bring.' },
    problems: {
      no_key: 'This phone has not been online since the last update, so it cannot seal a scan yet. It keeps the scan and sends it itself.',
      no_device: 'This scan was saved without a key, so nobody else can bring it. This phone keeps it and sends it itself.',
      too_large: 'This scan is too large for a QR code. This phone keeps it and sends it itself.',
      failed: 'This browser could not seal the scan. This phone keeps it and sends it itself.',
    },
    done: 'Done',
  },
  bring: {
    bringing: { word: 'One moment', sentence: 'You are bringing a classmate’s scan to the server.' },
    offline: {
      word: 'No network',
      sentence: 'Keep this page open: the scan of your classmate is brought to the server as soon as this phone is online.',
    },
    unanswered: { word: 'Trying again', sentence: 'The server did not answer yet. Keep this page open: your classmate’s scan is brought again by itself.' },
    delivered: {
      word: 'Delivered',
      sentence: 'Thank you. The server has your classmate’s scan; what became of it, their own phone shows when it is online.',
    },
    not_ours: {
      word: 'Not opened',
      sentence: 'The server could not open this. Scan the QR on your classmate’s screen once more; if it stays so, their phone made it for another server.',
    },
    refused: { word: 'Not taken', sentence: 'The server cannot read this kind of QR. Ask your classmate to reload their page when they are online, or to go to the professor.' },
    done: 'Done',
  },
};
